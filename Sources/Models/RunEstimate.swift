import FledgeNetworks
import FledgeTraining

/// What a training will take, told from a few of its steps; nothing is written.
public struct RunEstimate: Sendable, Equatable {
  /// The steps of the whole training, where early stopping does not end it.
  public let steps: Int
  /// The steps that were measured.
  public let measuredSteps: Int
  /// The seconds of all steps; validation and the test set are not in it.
  public let seconds: Double
  /// The memory of weights, gradients, optimizer state and activations, without the data.
  public let memoryBytes: Int
  /// The files of the finished run: weights and one checkpoint.
  public let diskBytes: Int

  /// Trains for a second or 50 steps, whatever ends first, and extrapolates.
  ///
  /// The state of the trainer is that after these steps.
  /// - Throws: `TrainingError.diverged`.
  public init(_ experiment: Experiment, clock: ContinuousClock = ContinuousClock()) throws {
    let trainer = experiment.trainer
    steps = trainer.stepsPerEpoch * experiment.settings.epochs
    // The first steps warm caches and the auto-tuner.
    var (count, start, elapsed) = (0, clock.now, Duration.zero)
    let warmUp = min(5, steps - 1)
    let began = clock.now
    _ = try trainer.run { event in
      guard case .step = event else { return .proceed }
      count += 1
      if count == warmUp { start = clock.now }
      elapsed = clock.now - start
      return count - warmUp >= 50 || clock.now - began > .seconds(1) && count > warmUp ? .stop : .proceed
    }
    measuredSteps = max(1, count - warmUp)
    seconds = elapsed / .seconds(1) / Double(measuredSteps) * Double(steps)
    let parameters = experiment.network.parameterLayout.bufferCount + experiment.network.statisticsLayout.bufferCount
    let state = experiment.settings.makeOptimizer.stateCount
    memoryBytes = experiment.memoryBytes
    // The weights, and a checkpoint with weights and optimizer state, twice the weights with early stopping.
    let best = experiment.settings.patience == nil ? 0 : 1
    diskBytes = 4 * parameters * (2 + state + best)
  }
}
