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
