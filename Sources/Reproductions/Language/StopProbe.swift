import FledgeDatasets
package import FledgeModels
import FledgeTraining

extension StudyStops {
  /// The curves and values of ``probe``.
  package enum Key {
    static let loss = MeasurementKey("validation loss")
    static let penalized = MeasurementKey("validation loss plus penalty")
    static let penalty = MeasurementKey("penalty")
    /// Measured at each new best alone.
    static let testAccuracy = MeasurementKey("test accuracy")
    static let testLoss = MeasurementKey("test loss")
    // At the best epoch of the first rule.
    static let confusion = MeasurementKey("confusion")
    static let nearZero = MeasurementKey("near zero")
    static let magnitudes = MeasurementKey("magnitudes")
    static let weights = MeasurementKey("values")
  }

  /// Each count once, whatever is watched.
  private var spans: [StopRule] {
    var seen = Set<String>()
    return rules.filter { seen.insert($0.span).inserted }
  }

  /// Runs are identified by its name, so it says all that decides the measurements; three rises in a row, and what they
  /// include, are not named.
  private var probeName: String {
    let name = "validation loss, penalty, test set at each best, weights"
    let isUsual =
      rules.first?.span == "3 rises in a row" && spans.allSatisfy { $0.ends(noLaterThan: .risesInARow, patience: 3) }
    return isUsual ? name : "\(name): \(spans.map(\.span).joined(separator: ", "))"
  }

  /// Records what each rule needs to be read off afterwards.
  package var probe: Probe {
    let spans = spans
    return Probe(probeName) { event, trainer, data, measurements in
      guard case .epoch(let record, _) = event, let loss = record.validationLoss else { return .proceed }
      let epoch = Double(record.epoch)
      let survey = WeightSurvey(trainer.present)
      let penalty = survey.penalty(trainer.options.penalties)
      measurements.add(penalty, at: epoch, to: Key.penalty)
      measurements.add(loss, at: epoch, to: Key.loss)
      measurements.add(loss + penalty, at: epoch, to: Key.penalized)
      let outcomes = [Key.loss, Key.penalized].flatMap { key in
        spans.map { $0.outcome(of: measurements.curves[key.name]?.y ?? []) }
      }
      if let test = data.test, outcomes.contains(where: { $0.best == record.epoch }) {
        let evaluation = trainer.evaluate(test)
        measurements.add(evaluation.loss, at: epoch, to: Key.testLoss)
        if let accuracy = evaluation.accuracy { measurements.add(accuracy, at: epoch, to: Key.testAccuracy) }
        if outcomes[0].best == record.epoch {
          if evaluation.accuracy != nil {
            measurements.set(evaluation.confusionCounts(classes: data.training.classCount), for: Key.confusion)
          }
          survey.note(in: &measurements)
        }
        return .proceed
      }
      return trainer.options.earlyStopping == nil && outcomes.allSatisfy { $0.stop != nil } ? .stop : .proceed
    }
  }
}

extension Evaluation {
  /// The number of times each label was predicted as each class, row by row.
  fileprivate func confusionCounts(classes: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: classes * classes)
    for (label, predicted) in zip(labels, predicted) { counts[Int(label) * classes + Int(predicted)] += 1 }
    return counts
  }
}
