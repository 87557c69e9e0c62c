import FledgeDatasets
import FledgeModels
import FledgeNetworks

/// A small classifier that has seen clean examples alone: it says how much of an example is left after noise.
enum CleanClassifier {
  /// The units of its hidden layer.
  static let units = 128

  /// The epochs that make two thousand steps and more, at most 50.
  static func epochs(_ examples: Int) -> Int { min(50, max(5, 2_000 * 128 / max(1, examples))) }

  /// Trains it on the training examples; the last epoch counts.
  static func train(
    _ data: ExperimentData, as run: TrainingSettings, seed: UInt64, threads: Int
  ) throws -> Predictor {
    var settings = TrainingSettings()
    settings.dataset = run.dataset
    settings.data = run.data
    settings.scaling = run.scaling
    settings.layers = [units]
    settings.epochs = epochs(data.training.count)
    settings.seed = seed
    settings.threads = threads
    let experiment = try Experiment(settings, data: data)
    let result = try experiment.run()
    return Predictor(network: result.network, parameters: result.parameters, statistics: result.statistics)
  }
}
