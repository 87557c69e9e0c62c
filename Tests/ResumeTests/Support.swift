import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTraining
import Foundation

/// The settings of a small training, each as `key=value`; one thread unless said otherwise.
func settings(_ assignments: String...) throws -> TrainingSettings { try settings(assignments) }

func settings(_ assignments: [String]) throws -> TrainingSettings {
  var settings = TrainingSettings()
  settings.threads = 1
  for assignment in assignments {
    let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    try settings.set(String(parts[0]), to: SettingValue(flag: String(parts[1])))
  }
  return settings
}

/// Two moons, 60 examples in 4 batches an epoch, with every option that has state or uses random numbers.
let busy = [
  "dataset=moons", "examples=60", "test-examples=20", "validation=12", "layers=6,5", "activation=tanh", "norm=batch",
  "dropout=0.2", "noise=0.05", "batch-size=12", "epochs=6", "learning-rate=0.02", "weight-decay=0.001",
  "clip-norm=0.5", "max-norm=2", "patience=3", "schedule=warm-up:3:plateau:0.5:1", "seed=7",
]

/// What equal trainings have in common: everything but the seconds.
struct Outcome: Equatable {
  var digest: String
  var present: String
  var history: History

  init(_ trainer: Trainer) {
    let result = trainer.result
    digest = weightsDigest(result.parameters, result.statistics)
    let snapshot = trainer.snapshot()
    present = weightsDigest(snapshot.parameters, snapshot.statistics)
    history = trainer.state.history
    for position in history.epochs.indices { history.epochs[position].seconds = 0 }
  }
}

extension Trainer {
  /// Trains until `count` steps are done since the beginning, or the training ends.
  func run(toStep step: Int) throws { try run { _ in self.state.step >= step ? .stop : .proceed } }
}

/// A training that is stopped and saved after each of `steps`, and resumed by a new experiment.
func outcome(_ settings: TrainingSettings, stoppingAt steps: [Int] = []) throws -> Outcome {
  var bytes: [UInt8]?
  for step in steps {
    let experiment = try Experiment(settings)
    if let bytes { try experiment.restore(Checkpoint(bytes: bytes)) }
    try experiment.trainer.run(toStep: step)
    bytes = try experiment.checkpoint(writer: "test").encoded()
  }
  let experiment = try Experiment(settings)
  if let bytes { try experiment.restore(Checkpoint(bytes: bytes)) }
  try experiment.trainer.run()
  return Outcome(experiment.trainer)
}

/// The names in a folder, sorted.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
