/// What a recorded number is: its name, its unit, and whether higher is better.
public struct Metric: Codable, Equatable, Hashable, Sendable {
  /// The name in run stores and files, such as `test_accuracy`.
  public let id: String
  /// The name in tables and figures, such as `Test accuracy`.
  ///
  /// A quantity that names no split is written as inside a sentence (`accuracy`, `Brier score`).
  public let title: String
  /// The unit in which values are stored.
  public let unit: MetricUnit
  /// Which of two values is the better one.
  public let direction: MetricDirection

  public init(id: String, title: String, unit: MetricUnit, direction: MetricDirection) {
    self.id = id
    self.title = title
    self.unit = unit
    self.direction = direction
  }

  /// Whether `first` is a better value than `second`; `false` when the metric has no better side.
  public func isBetter(_ first: Double, than second: Double) -> Bool {
    switch direction {
    case .higherIsBetter: first > second
    case .lowerIsBetter: first < second
    case .neither: false
    }
  }

  /// The same quantity measured on one split: `accuracy` on `test` is `test_accuracy`, "Test accuracy".
  public func on(_ split: MetricSplit) -> Metric {
    Metric(id: "\(split.rawValue)_\(id)", title: "\(split.title) \(title)", unit: unit, direction: direction)
  }
}

/// The unit in which the values of a metric are stored, and how they are shown.
public enum MetricUnit: String, Codable, Sendable, CaseIterable {
  /// Stored from 0 to 1, shown in percent; differences are shown in percentage points.
  case fraction
  /// A number without a unit.
  case number
  /// Natural logarithms, as in cross-entropy.
  case nats
  /// Wall-clock seconds.
  case seconds
  /// Examples per second of wall-clock time.
  case examplesPerSecond

  /// What a stored value is multiplied by when it is shown.
  public var displayFactor: Double { self == .fraction ? 100 : 1 }

  /// What stands after a shown value, with the space before it; empty for plain numbers.
  public var suffix: String { self == .fraction ? " %" : differenceSuffix }

  /// What stands after a shown difference, with the space before it.
  public var differenceSuffix: String {
    switch self {
    case .fraction: " points"
    case .number: ""
    case .nats: " nats"
    case .seconds: " s"
    case .examplesPerSecond: " examples/s"
    }
  }
}

/// Which of two values of a metric is the better one.
public enum MetricDirection: String, Codable, Sendable {
  /// As for accuracy.
  case higherIsBetter
  /// As for loss.
  case lowerIsBetter
  /// As for the number of parameters.
  case neither
}

/// The part of the data that a metric is measured on.
public enum MetricSplit: String, Codable, Sendable, CaseIterable {
  /// The examples that gradients come from.
  case train
  /// The examples that choices are made on.
  case validation
  /// The examples that are looked at last.
  case test

  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
