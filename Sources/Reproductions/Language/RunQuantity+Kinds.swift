import FledgeDatasets
import FledgeMetrics
import FledgeModels
import FledgeTraining

extension RunQuantity {
  // MARK: Absences

  static let always: @Sendable (TrainingSettings) -> String? = { _ in nil }
  /// A table has the test set that settings give it; other data bring their own, or are found to have none when they are read.
  static let tested: @Sendable (TrainingSettings) -> String? = {
    $0.dataset == "csv" && $0.test == nil && $0.fold == nil && [.count(0), .fraction(0)].contains($0.testSize)
      ? "the table has no test set; give one with test or test-size" : nil
  }
  static let testedClasses: @Sendable (TrainingSettings) -> String? = { tested($0) ?? classes($0) }
  static let classes: @Sendable (TrainingSettings) -> String? = {
    $0.isAutoencoder || $0.table.task == .regression ? "it needs classes" : nil
  }
  static let values: @Sendable (TrainingSettings) -> String? = {
    $0.table.task == .classification || $0.isAutoencoder ? "it needs a real-valued target" : nil
  }
  static let heldOut: @Sendable (TrainingSettings) -> String? = {
    switch $0.validation {
    case .count(0), .fraction(0): "nothing is held out (validation: 0)"
    default: nil
    }
  }
  static let heldOutClasses: @Sendable (TrainingSettings) -> String? = { heldOut($0) ?? classes($0) }
  static let measuredAndHeldOut: @Sendable (TrainingSettings) -> String? = {
    measured($0) ?? heldOutClasses($0)
  }
  static let measured: @Sendable (TrainingSettings) -> String? = {
    $0.measuresTrainingSet ? nil : "the training set is not measured; set measure-training: yes"
  }

  // MARK: Kinds

  /// The same with a value under a stop rule.
  func stopped(_ value: @escaping @Sendable (StopReading) -> Double) -> RunQuantity {
    var quantity = self
    quantity.stopValue = value
    return quantity
  }

  func from(_ source: Source) -> RunQuantity {
    var quantity = self
    quantity.source = source
    return quantity
  }

  static func final(
    _ id: String, _ metric: Metric, _ quantity: Quantity, _ help: String,
    _ absence: @escaping @Sendable (TrainingSettings) -> String? = always,
    _ value: @escaping @Sendable (ReportRun) throws -> Double
  ) -> RunQuantity {
    RunQuantity(
      metric: Metric(id: id, title: metric.title, unit: metric.unit, direction: metric.direction), quantity: quantity,
      help: help, absence: absence, value: value, epochValue: nil, classValue: nil, setKind: nil)
  }

  /// What each epoch has; alone it is that of the best epoch.
  static func curve(
    _ id: String, _ metric: Metric, _ quantity: Quantity, _ help: String,
    _ absence: @escaping @Sendable (TrainingSettings) -> String? = always,
    _ value: @escaping @Sendable (EpochRecord) -> Double?
  ) -> RunQuantity {
    RunQuantity(
      metric: Metric(id: id, title: metric.title, unit: metric.unit, direction: metric.direction), quantity: quantity,
      help: help, absence: absence,
      value: { run in
        run.hasDiverged
          ? .nan : run.history.epochs.first { $0.epoch == run.history.bestEpoch }.flatMap(value) ?? .nan
      },
      epochValue: value, classValue: nil, setKind: nil)
  }

  static func ofClass(_ id: String, _ title: String, _ value: @escaping @Sendable (ClassScores) -> Double)
    -> RunQuantity
  {
    RunQuantity(
      metric: share(id, title, .higherIsBetter), quantity: .share, help: "of one class on the test set; needs `class`",
      absence: testedClasses, value: { _ in .nan }, epochValue: nil, classValue: value, setKind: nil)
  }

  static func onSet(
    _ id: String, _ kind: SetKind, _ metric: Metric, _ quantity: Quantity, _ help: String,
    _ absence: @escaping @Sendable (TrainingSettings) -> String?
  ) -> RunQuantity {
    RunQuantity(
      metric: metric, quantity: quantity, help: help, absence: absence, value: { _ in .nan }, epochValue: nil,
      classValue: nil, setKind: kind)
  }

  /// A number of the F1 of all classes.
  static func scores(
    _ id: String, _ metric: Metric, _ help: String, _ value: @escaping @Sendable ([Double]) -> Double
  ) -> RunQuantity {
    final(id, metric, .share, help, testedClasses) { run in run.report.map { value($0.classes.map(\.f1)) } ?? .nan }
  }

  static func overClasses(
    _ id: String, _ metric: Metric, _ value: @escaping @Sendable (ClassScores) -> Double
  ) -> RunQuantity {
    final(id, metric, .share, "mean over the classes of the test set", testedClasses) { run in
      guard let scores = run.report?.classes, !scores.isEmpty else { return .nan }
      return scores.map(value).reduce(0, +) / Double(scores.count)
    }
  }

  static func share(_ id: String, _ title: String, _ direction: MetricDirection) -> Metric {
    Metric(id: id, title: title, unit: .fraction, direction: direction)
  }

  static func number(_ id: String, _ title: String, _ direction: MetricDirection = .lowerIsBetter) -> Metric {
    Metric(id: id, title: title, unit: .number, direction: direction)
  }

  static func count(_ id: String, _ title: String) -> Metric {
    Metric(id: id, title: title, unit: .number, direction: .neither)
  }
}
