import FledgeDatasets
import FledgeModels
import FledgeTraining

extension Probe {
  /// Loss, accuracy and error rate of each digit, on test and training images, at some steps within each epoch.
  ///
  /// At first at short intervals, where everything changes; then at every tenth of an epoch.
  static let withinEpochs = Probe("within epochs: loss, accuracy, errors of digits") {
    event, trainer, data, measurements in
    guard case .step(let progress) = event else { return .proceed }
    let (step, steps, epoch) = (progress.step, progress.steps, progress.epoch)
    let isEarly =
      epoch == 1 && [1, 2, 5].contains(step * 100 / steps) && (step - 1) * 100 / steps != step * 100 / steps
    let isTenth = step * 10 / steps != (step - 1) * 10 / steps
    guard isEarly || isTenth else { return .proceed }
    let epochs = Double(epoch - 1) + Double(step) / Double(steps)
    if let test = data.test {
      let evaluation = trainer.evaluate(test)
      let first = evaluation.prefix(Paterson.Configuration.testImages)
      measurements.add(first, at: epochs, set: "test")
      measurements.add(evaluation.accuracy ?? .nan, at: epochs, to: "accuracy, all test images")
    }
    measurements.add(trainer.evaluate(data.training), at: epochs, set: "training")
    return .proceed
  }

  /// The accuracy on the test images after each epoch.
  static let eachEpoch = Probe("each epoch: test accuracy") { event, trainer, data, measurements in
    guard case .epoch(let record, _) = event, let test = data.test else { return .proceed }
    let evaluation = trainer.evaluate(test)
    let first = evaluation.prefix(Paterson.Configuration.testImages)
    measurements.add(evaluation.accuracy ?? .nan, at: Double(record.epoch), to: "accuracy, all test images")
    measurements.add(first.accuracy ?? .nan, at: Double(record.epoch), to: "accuracy, test")
    return .proceed
  }
}

extension Measurements {
  /// Adds an evaluation: `loss, set`, `accuracy, set`, and `errors of 3, set` for each digit.
  fileprivate mutating func add(_ evaluation: Evaluation, at epochs: Double, set: String) {
    add(evaluation.loss, at: epochs, to: "loss, \(set)")
    add(evaluation.accuracy ?? .nan, at: epochs, to: "accuracy, \(set)")
    for digit in 0..<10 { add(evaluation.errorShare(of: digit), at: epochs, to: "errors of \(digit), \(set)") }
  }
}

extension Evaluation {
  /// The evaluation of some of the examples.
  func part(_ range: Range<Int>) -> Evaluation {
    let range = range.clamped(to: 0..<losses.count)
    var part = self
    part.losses = Array(losses[range])
    part.labels = Array(labels[range])
    part.predicted = Array(predicted[range])
    part.loss = part.losses.reduce(0) { $0 + Double($1) } / Double(max(1, range.count))
    part.accuracy = Double(zip(part.labels, part.predicted).count { $0 == $1 }) / Double(max(1, range.count))
    return part
  }

  /// The evaluation of the first examples.
  func prefix(_ count: Int) -> Evaluation { part(0..<count) }

  /// The evaluation of the last examples.
  func suffix(_ count: Int) -> Evaluation { part(max(0, losses.count - count)..<losses.count) }

  /// The share of a class's examples that are misclassified.
  func errorShare(of digit: Int) -> Double {
    let predictions = zip(labels, predicted).filter { $0.0 == digit }
    return Double(predictions.count { $0.0 != $0.1 }) / Double(max(1, predictions.count))
  }
}
