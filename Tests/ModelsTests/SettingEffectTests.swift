import FledgeFormats
import FledgeKernels
import FledgeModels
import FledgeTraining
import Testing

/// Every setting, changed from its default, changes the training or is refused: none is silently ignored.
@Suite struct SettingEffectTests {
  /// A small training in which nothing is left to chance.
  private static let base = [
    "dataset=digits", "examples=40", "test-examples=10", "layers=6", "batch-size=8", "epochs=2", "threads=1",
  ]

  /// Another value for each setting, and the settings without which it has no meaning.
  private static let changes: [(setting: String, value: String, beside: [String])] = [
    ("dataset", "moons", []), ("data", "some/folder", []), ("examples", "30", []), ("test-examples", "5", []),
    ("validation", "9", []), ("stratified", "yes", []), ("scaling", "per-image", []), ("augment", "shift=2", []),
    ("noise", "0.5", []), ("label", "kind", []), ("features", "a,b", []), ("id", "name", []),
    ("test", "some/file.csv", []), ("task", "regression", []), ("missing", "mean", []), ("header", "yes", []),
    ("delimiter", "semicolon", []), ("class-names", "a,b", []),
    ("label-file", "some/labels", []), ("image-size", "8", []),
    ("split-by", "patient", []), ("split-time", "day", []), ("test-size", "0.2", []), ("folds", "5", []),
    ("fold", "2", []), ("fold-balance", "classes", []),
    ("network", "linear 5, linear 10", []), ("convolutions", "2", []),
    ("kernel-size", "3", ["convolutions=2"]),
    ("pooling", "1", ["convolutions=2"]), ("layers", "5", []), ("autoencoder", "6,3", []),
    ("tied", "yes", ["autoencoder=6,3"]), ("activation", "tanh", []),
    ("code-activation", "tanh", ["autoencoder=6,3"]), ("output-activation", "tanh", []), ("dropout", "0.5", []),
    ("norm", "batch", []), ("init", "xavier", []),
    ("weights", "some/file", []), ("weights-sha256", "abc", []), ("loss", "squared-error", []),
    ("reduction", "sum", ["loss=squared-error"]), ("label-smoothing", "0.1", []), ("balance-classes", "yes", []),
    ("optimizer", "sgd", []), ("learning-rate", "0.01", []), ("schedule", "exponential:0.5", []),
    ("momentum", "0.5", []), ("beta1", "0.5", []), ("beta2", "0.5", []), ("epsilon", "0.01", []),
    ("decay", "0.5", []), ("weight-decay", "0.1", []), ("l1", "0.1", []),
    ("decay-biases", "yes", ["weight-decay=0.5"]), ("clip-value", "0.001", []), ("clip-norm", "0.001", []),
    ("max-norm", "0.1", []), ("epochs", "1", []), ("batch-size", "7", []), ("shards", "8", []), ("patience", "1", []),
    ("monitor", "validation-accuracy", ["patience=1"]), ("minimal-change", "5", ["patience=1"]),
    ("stop-rule", "rises-in-a-row", ["patience=1"]), ("order", "stored", []),
    ("drop-last", "yes", ["batch-size=15"]), ("measure-training", "yes", []), ("precision", "bf16", []),
    ("seed", "1", []),
  ]

  /// A training's weights, and all else that it is and comes to.
  private func outcome(_ assignments: [String]) throws -> (weights: String, rest: String) {
    var settings = TrainingSettings()
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      try settings.set(parts[0], to: SettingValue(flag: parts[1]))
    }
    let experiment = try Experiment(settings)
    let result = try experiment.run()
    let setup = JSONValue.object(experiment.trainer.checkpoint().setup).text()
    return (weightsDigest(result.parameters, result.statistics), setup + "\(result.test?.loss ?? 0)")
  }

  @Test func `every setting is tried here, but those that decide nothing`() {
    let paths = ["data", "test", "label-file", "weights"]
    let operation = TrainingSettings.keys(deciding: .operation).filter { !paths.contains($0) }
    #expect(operation == ["threads", "checkpoint-every"])
    #expect(Self.changes.map(\.setting) + operation == TrainingSettings.keys)
  }

  @Test(arguments: changes)
  func `a setting changes the training or is refused`(setting: String, value: String, beside: [String]) throws {
    let base = Self.base + beside
    let before = try outcome(base)
    #expect(try outcome(base) == before)
    do {
      #expect(try outcome(base + ["\(setting)=\(value)"]) != before)
    } catch is SettingError {
    } catch let error as FormatError {
      #expect(setting == "weights" && error.kind == .missing)
    } catch is KernelError {
      #expect(setting == "precision" && !Precision.bf16.isAvailable())
    }
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `every number of every rule changes the weights, every other is refused`(name: String) throws {
    let base = Self.base + ["optimizer=\(name)", "learning-rate=0.1"]
    let before = try outcome(base).weights
    let own = try #require(OptimizerCatalogue.optimizer(named: name)).hyperparameters.map(\.setting)
    for setting in ["learning-rate", "momentum", "beta1", "beta2", "epsilon", "decay"] {
      if own.contains(setting) {
        #expect(try outcome(base + ["\(setting)=0.03"]).weights != before, "\(setting)")
      } else {
        let error = #expect(throws: SettingError.self, "\(setting)") { try outcome(base + ["\(setting)=0.03"]) }
        #expect(error?.description.hasPrefix("\(setting): ") == true)
      }
    }
    #expect(try outcome(base + ["weight-decay=0.03"]).weights != before)
  }

  @Test func `every hyper-parameter of the catalogue is tried here`() {
    let all = Set(OptimizerCatalogue.all.flatMap { $0.hyperparameters.map(\.setting) })
    #expect(all == ["learning-rate", "momentum", "beta1", "beta2", "epsilon", "decay", "weight-decay"])
  }
}
