import FledgeDatasets
package import FledgeModels
package import FledgeNetworks
import FledgeTensors
package import FledgeTraining

extension Shi {
  /// What ``Probe/stopRules`` measures, beside the curves of each ``StopQuantity``.
  package enum Key {
    static let penalty = MeasurementKey("penalty")
    /// Measured at each new best of either quantity.
    static let testAccuracy = MeasurementKey("test accuracy")
    static let testLoss = MeasurementKey("test loss")
    // At the best epoch of the report's own rule; the last three where the settings have no patience.
    static let confusion = MeasurementKey("confusion")
    package static let nearZero = MeasurementKey("near zero")
    package static let magnitudes = MeasurementKey("magnitudes")
    static let weights = MeasurementKey("values")
  }
}

extension Probe {
  /// Records the validation loss with and without the penalty, and measures the test set at every new best of either.
  ///
  /// Each stop rule can be evaluated on these curves afterwards. Where the settings have no patience, the probe ends
  /// the training when three rises in a row have occurred in both quantities. At the best epoch of the report's own
  /// rule it records the confusion matrix and the distribution of the weights.
  package static let stopRules = Probe("validation loss, penalty, test set at each best, weights") {
    event, trainer, data, measurements in
    guard case .epoch(let record, _) = event, let loss = record.validationLoss else { return .proceed }
    let epoch = Double(record.epoch)
    let ends = trainer.options.earlyStopping == nil
    // Without early stopping the trainer's result is its present weights.
    let weights = ends ? WeightSurvey(trainer.result.parameters) : nil
    let penalty = weights?.penalty(trainer.options.penalties) ?? 0
    measurements.add(penalty, at: epoch, to: Shi.Key.penalty)
    measurements.add(loss, at: epoch, to: StopQuantity.loss.key)
    measurements.add(loss + penalty, at: epoch, to: StopQuantity.penalized.key)
    let outcomes = StopQuantity.allCases.map { quantity in
      StopRule.rises.outcome(of: measurements.curves[quantity.key.name]?.y ?? [])
    }
    guard let test = data.test, outcomes.contains(where: { $0.best == record.epoch }) else {
      return ends && outcomes.allSatisfy { $0.stop != nil } ? .stop : .proceed
    }
    let evaluation = trainer.evaluate(test)
    measurements.add(evaluation.accuracy ?? .nan, at: epoch, to: Shi.Key.testAccuracy)
    measurements.add(evaluation.loss, at: epoch, to: Shi.Key.testLoss)
    if outcomes[0].best == record.epoch {
      measurements.set(evaluation.confusionCounts(classes: data.training.classCount), for: Shi.Key.confusion)
      weights?.note(in: &measurements)
    }
    return .proceed
  }
}

/// The magnitudes of a network's weights, without biases.
package struct WeightSurvey {
  private let weights: [Float]

  package init(_ parameters: Parameters) {
    weights = parameters.layout.paths.indices.filter { parameters.layout.paths[$0].hasSuffix("weight") }
      .flatMap { parameters.tensor(at: $0).elements }
  }

  /// λ₁·Σ|w| + ½·λ₂·Σw², whose gradient the training adds.
  package func penalty(_ penalties: Penalties) -> Double {
    var (magnitudes, squares) = (0.0, 0.0)
    for weight in weights {
      magnitudes += Double(abs(weight))
      squares += Double(weight) * Double(weight)
    }
    return penalties.l1 * magnitudes + penalties.l2 / 2 * squares
  }

  /// The magnitudes below which a weight counts as near zero.
  static let thresholds = [1e-2, 1e-3, 1e-4]
  /// Bins of log₁₀|w|; smaller weights, zero included, are in the first.
  static let magnitudeEdges = (0...28).map { -6 + Double($0) / 4 }
  /// Bins of w; larger weights are in the outer ones.
  static let valueEdges = (0...40).map { Double($0 - 20) / 100 }

  /// Records the shares of small weights and both histograms.
  package func note(in measurements: inout Measurements) {
    let count = Double(max(1, weights.count))
    measurements.set(
      Self.thresholds.map { threshold in Double(weights.count { Double(abs($0)) < threshold }) / count },
      for: Shi.Key.nearZero)
    var magnitudes = [Double](repeating: 0, count: Self.magnitudeEdges.count - 1)
    var values = [Double](repeating: 0, count: Self.valueEdges.count - 1)
    // The lower edge of each bin as a magnitude: 10^(−6 + k/4).
    let quarter = 1.7782794100389228
    var edges = [1e-6]
    for _ in 1..<magnitudes.count { edges.append(edges[edges.count - 1] * quarter) }
    for weight in weights {
      let magnitude = Double(abs(weight))
      magnitudes[max(0, (edges.firstIndex { $0 > magnitude } ?? edges.count) - 1)] += 1
      values[min(max(Int((Double(weight) * 100).rounded(.down)) + 20, 0), values.count - 1)] += 1
    }
    measurements.set(magnitudes, for: Shi.Key.magnitudes)
    measurements.set(values, for: Shi.Key.weights)
  }
}

extension Evaluation {
  /// The number of times each label was predicted as each class, row by row.
  func confusionCounts(classes: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: classes * classes)
    for (label, predicted) in zip(labels, predicted) { counts[Int(label) * classes + Int(predicted)] += 1 }
    return counts
  }
}
