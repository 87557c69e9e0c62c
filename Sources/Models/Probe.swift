public import FledgeTraining

/// A measurement during training.
public struct Probe: Sendable {
  /// What is measured, such as "every 50 steps"; runs are identified by it, so it must change when the closure does.
  public let name: String
  /// Called after every step and every epoch.
  public let measure: @Sendable (TrainingEvent, Trainer, ExperimentData, inout Measurements) throws -> TrainingCommand

  /// The closure is called after every step and every epoch; it may end the training.
  ///
  /// `trainer.evaluate(data.test!)` measures the present weights; `measurements` keeps the results.
  public init(
    _ name: String,
    measure: @escaping @Sendable (TrainingEvent, Trainer, ExperimentData, inout Measurements) throws -> TrainingCommand
  ) {
    self.name = name
    self.measure = measure
  }
}

/// What a ``Probe`` has measured in one training.
public struct Measurements: Codable, Equatable, Sendable {
  /// A quantity over epochs or steps.
  public struct Curve: Codable, Equatable, Sendable {
    /// Where the values were measured, such as epochs.
    public var x: [Double] = []
    /// The values.
    public var y: [Double] = []

    /// A curve without points.
    public init() {}
  }

  /// The quantities over epochs or steps, by name.
  public private(set) var curves: [String: Curve] = [:]
  /// Other values, by name.
  public var values: [String: [Double]] = [:]

  /// Nothing measured yet.
  public init() {}

  /// Appends a point to a curve.
  public mutating func add(_ value: Double, at x: Double, to name: String) {
    curves[name, default: Curve()].x.append(x)
    curves[name]?.y.append(value)
  }
}
