import FledgeDatasets
import FledgeModels
import FledgeNetworks
import FledgeTraining
import Testing

@Suite struct ExperimentTests {
  private func digits(_ change: (inout TrainingSettings) -> Void) throws -> TrainingSettings {
    var settings = TrainingSettings()
    settings.dataset = "digits"
    settings.examples = 64
    settings.testExamples = 16
    settings.layers = [32]
    settings.validation = .count(0)
    settings.batchSize = 64
    settings.threads = 1
    change(&settings)
    return settings
  }

  @Test(arguments: ["adam", "momentum"])
  func `one batch is learned by heart`(optimizer: String) throws {
    let settings = try digits { settings in
      settings.optimizer = optimizer
      settings.learningRate = optimizer == "adam" ? 0.005 : 0.05
      settings.epochs = 150
      settings.measuresTrainingSet = true
    }
    let result = try Experiment(settings).run()
    #expect(result.history.epochs.last?.trainingAccuracy == 1)
  }

  @Test func `settings that were written and read give the same weights`() throws {
    let settings = try digits { settings in
      settings.epochs = 2
      settings.batchSize = 16
      settings.dropout = 0.3
      settings.validation = .fraction(0.25)
      settings.learningRate = 1.0 / 3
      settings.weightDecay = 1e-4
    }
    let first = try Experiment(settings).run()
    var read = TrainingSettings()
    try read.apply(yaml: settings.yaml, name: "config.yaml")
    let second = try Experiment(read).run()
    #expect(weightsDigest(first.parameters, first.statistics) == weightsDigest(second.parameters, second.statistics))
    read.seed = 1
    let other = try Experiment(read).run()
    #expect(weightsDigest(first.parameters, first.statistics) != weightsDigest(other.parameters, other.statistics))
  }

  @Test func `a batch larger than the set takes no more memory than the set, and gives the same weights`() throws {
    let exact = try Experiment(digits { $0.epochs = 2 })
    let larger = try Experiment(
      digits { settings in
        settings.epochs = 2
        settings.batchSize = 10_000_000
      })
    #expect(larger.trainer.workspaceBytes == exact.trainer.workspaceBytes)
    #expect(try exact.run().parameters == larger.run().parameters)
  }

  @Test(
    arguments: [
      ("csv", nil), ("digits", "/somewhere"), ("mnist", "table.csv"),
    ] as [(String, String?)])
  func `a path that would be ignored or is missing is refused`(dataset: String, path: String?) throws {
    let settings = try digits { settings in
      settings.dataset = dataset
      settings.data = path
    }
    let error = #expect(throws: SettingError.self) { try Experiment(settings) }
    #expect(error?.description.hasPrefix("data: ") == true)
  }

  @Test func `more held-out examples than there are is refused with both numbers`() throws {
    let settings = try digits { $0.validation = .count(64) }
    let error = #expect(throws: SettingError.self) { try Experiment(settings) }
    #expect(
      error?.description == "validation: expected fewer than the 64 training examples, found 64; hold out fewer")
  }

  @Test func `the report's network has its sizes`() throws {
    let settings = Recipe.numpyMLP.settings
    let network = try settings.network(features: 784, outputs: 10)
    #expect(network.parameterCount == 784 * 512 + 512 + 512 * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 10)
    #expect(settings.validation == .fraction(0.1))
  }
}
