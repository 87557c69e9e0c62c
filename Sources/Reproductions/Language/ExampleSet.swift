import FledgeDatasets
import FledgeMetrics
import FledgeModels
import FledgeTraining
import Synchronization

/// The examples that `loss`, `accuracy` and `error` are measured on: a set, or a part of the test set.
package enum ExampleSet: Hashable, Sendable {
  case training
  case validation
  case test
  /// The first examples of the test set.
  case first(Int)
  /// The last examples of the test set.
  case last(Int)

  /// How a report writes it: `training`, `validation`, `test`, `first 4000`, `last 4000`.
  init?(_ text: String) {
    switch text {
    case "training": self = .training
    case "validation": self = .validation
    case "test": self = .test
    default:
      let words = text.split(separator: " ")
      guard words.count == 2, let count = Int(words[1].filter { $0 != "," && $0 != "_" }), count > 0,
        count <= 1_000_000_000
      else { return nil }
      switch words[0] {
      case "first": self = .first(count)
      case "last": self = .last(count)
      default: return nil
      }
    }
  }

  static let forms = "training, validation, test, first N or last N of the test set"

  var text: String {
    switch self {
    case .training: "training"
    case .validation: "validation"
    case .test: "test"
    case .first(let count): "first \(count)"
    case .last(let count): "last \(count)"
    }
  }

  /// As a part of a title, such as "on the first 4000 test examples".
  var title: String {
    switch self {
    case .training, .validation, .test: "on the \(text) set"
    case .first, .last: "on the \(text) test examples"
    }
  }

  /// The set that has to be evaluated for it.
  var whole: ExampleSet {
    switch self {
    case .first, .last: .test
    case .training, .validation, .test: self
    }
  }

  /// The part of an evaluation of ``whole``.
  func part(of evaluation: Evaluation) -> Evaluation {
    switch self {
    case .first(let count): evaluation.part(0..<count)
    case .last(let count): evaluation.part(max(0, evaluation.losses.count - count)..<evaluation.losses.count)
    case .training, .validation, .test: evaluation
    }
  }

  /// The examples among those of a training; `nil` where it has none.
  func examples(_ data: ExperimentData) -> Dataset? {
    switch whole {
    case .training: data.training
    case .validation: data.validation
    default: data.test
    }
  }
}

extension Evaluation {
  /// The evaluation of some of the examples.
  fileprivate func part(_ range: Range<Int>) -> Evaluation {
    let range = range.clamped(to: 0..<losses.count)
    guard range.count < losses.count else { return self }
    var part = self
    part.losses = Array(losses[range])
    part.loss = part.losses.reduce(0) { $0 + Double($1) } / Double(max(1, range.count))
    guard labels.count == losses.count else { return part }
    part.labels = Array(labels[range])
    part.predicted = Array(predicted[range])
    part.accuracy = Double(zip(part.labels, part.predicted).count { $0 == $1 }) / Double(max(1, range.count))
    return part
  }

  /// The share of a class's examples that are misclassified; of all examples without a class.
  func errorShare(of classIndex: Int?) -> Double {
    guard let classIndex else { return accuracy.map { 1 - $0 } ?? .nan }
    let predictions = zip(labels, predicted).filter { Int($0.0) == classIndex }
    return Double(predictions.count { $0.0 != $0.1 }) / Double(max(1, predictions.count))
  }
}

extension ReportRun {
  /// The evaluation of the trained network on some examples; `nil` where training diverged or there are none.
  func evaluation(on set: ExampleSet) throws -> Evaluation? {
    guard !hasDiverged else { return nil }
    let key = "\(folder)/\(set.whole.text)"
    if let known = context.evaluations.withLock({ $0[key] }) { return set.part(of: known) }
    guard let examples = set.examples(try data()) else { return nil }
    let evaluation = try evaluate(examples)
    context.evaluations.withLock { $0[key] = evaluation }
    return set.part(of: evaluation)
  }

  /// The confusion matrix on some examples; `nil` where there is none.
  func confusion(on set: ExampleSet) throws -> ConfusionMatrix? {
    if set == .test { return report?.confusion }
    guard let evaluation = try evaluation(on: set), let count = report?.confusion.classCount else { return nil }
    return try ConfusionMatrix(
      predicted: evaluation.predicted.map(Int.init), labels: evaluation.labels.map(Int.init), classCount: count)
  }
}
