/// The counter along which a metric is recorded.
public enum MetricAxis: Int, Hashable, Sendable, CaseIterable {
  /// Passes over the training examples.
  case epoch = 0
  /// Optimizer steps.
  case step = 1
}

/// One value of one metric at one epoch or step.
public struct MetricValue: Hashable, Sendable {
  /// The name, such as `test_accuracy`.
  public var name: String
  /// Whether `position` counts epochs or steps.
  public var axis: MetricAxis
  /// The epoch or step.
  public var position: Int
  /// The value; may be infinite or not a number.
  public var value: Double

  public init(_ name: String, epoch: Int, _ value: Double) {
    self.name = name
    self.axis = .epoch
    self.position = epoch
    self.value = value
  }

  public init(_ name: String, step: Int, _ value: Double) {
    self.name = name
    self.axis = .step
    self.position = step
    self.value = value
  }
}

/// All values of one metric of one run, by ascending epoch or step.
public struct Curve: Hashable, Sendable {
  public let run: Run.ID
  public let name: String
  /// Whether `positions` counts epochs or steps.
  public let axis: MetricAxis
  /// The epochs or steps, ascending.
  public internal(set) var positions: [Int]
  /// The values, one for each position.
  public internal(set) var values: [Double]
}
