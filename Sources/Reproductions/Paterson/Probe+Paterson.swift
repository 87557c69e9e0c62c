import FledgeDatasets
import FledgeMetrics
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
      measurements.add(first, at: epochs, set: .test)
      measurements.add(evaluation.accuracy ?? .nan, at: epochs, to: Paterson.Key.accuracyOfAll)
    }
    measurements.add(trainer.evaluate(data.training), at: epochs, set: .training)
    return .proceed
  }

  /// The accuracy on the test images after each epoch.
  static let eachEpoch = Probe("each epoch: test accuracy") { event, trainer, data, measurements in
    guard case .epoch(let record, _) = event, let test = data.test else { return .proceed }
    let evaluation = trainer.evaluate(test)
    let first = evaluation.prefix(Paterson.Configuration.testImages)
    measurements.add(evaluation.accuracy ?? .nan, at: Double(record.epoch), to: Paterson.Key.accuracyOfAll)
    measurements.add(first.accuracy ?? .nan, at: Double(record.epoch), to: Paterson.Key.accuracy(.test))
    return .proceed
  }
}

extension Paterson {
  /// The images that a probe measures: the first test images, or all training images.
  enum Images: String {
    case test
    case training
  }

  /// The curves that the probes measure; ``Probe/eachEpoch`` has the two accuracies on test images alone.
  enum Key {
    static let accuracyOfAll = MeasurementKey("accuracy, all test images")
    static func loss(_ images: Images) -> MeasurementKey { MeasurementKey("loss, \(images.rawValue)") }
    static func accuracy(_ images: Images) -> MeasurementKey { MeasurementKey("accuracy, \(images.rawValue)") }
    static func errors(of digit: Int, _ images: Images) -> MeasurementKey {
      MeasurementKey("errors of \(digit), \(images.rawValue)")
    }
  }
}

extension Measurements {
  /// Adds an evaluation: loss, accuracy, and the errors of each digit.
  fileprivate mutating func add(_ evaluation: Evaluation, at epochs: Double, set: Paterson.Images) {
    add(evaluation.loss, at: epochs, to: Paterson.Key.loss(set))
    add(evaluation.accuracy ?? .nan, at: epochs, to: Paterson.Key.accuracy(set))
    for digit in 0..<10 { add(evaluation.errorShare(of: digit), at: epochs, to: Paterson.Key.errors(of: digit, set)) }
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

  /// The confusion matrix of ten digits.
  var confusion: ConfusionMatrix {
    get throws {
      try ConfusionMatrix(predicted: predicted.map(Int.init), labels: labels.map(Int.init), classCount: 10)
    }
  }

  /// The share of a class's examples that are misclassified.
  func errorShare(of digit: Int) -> Double {
    let predictions = zip(labels, predicted).filter { $0.0 == digit }
    return Double(predictions.count { $0.0 != $0.1 }) / Double(max(1, predictions.count))
  }
}
