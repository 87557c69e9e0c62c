import FledgeModels
import FledgeTraining
import Testing

@Suite struct TrainingOptionsTests {
  private func options(_ change: (inout TrainingSettings) -> Void) throws -> TrainingOptions {
    var settings = TrainingSettings()
    change(&settings)
    return try settings.options(classCounts: [30, 10], hasValidation: true)
  }

  @Test func `weight decay is L2 in the gradient for Adam and decoupled for AdamW and Lion`() throws {
    for (name, isDecoupled) in [("adam", false), ("sgd", false), ("nadam", false), ("adamw", true), ("lion", true)] {
      var settings = TrainingSettings()
      settings.optimizer = name
      settings.weightDecay = 0.25
      let options = try settings.options(classCounts: [30, 10], hasValidation: true)
      #expect(options.penalties.l2 == (isDecoupled ? 0 : 0.25), "\(name)")
      #expect(settings.makeOptimizer.weightDecay == (isDecoupled ? 0.25 : 0), "\(name)")
      // Not given, there is none: AdamW's own default of 0.01 would change what stored settings mean.
      settings.weightDecay = 0
      #expect(settings.makeOptimizer.weightDecay == 0, "\(name)")
    }
  }

  @Test func `numbers reach the optimizer`() throws {
    var settings = TrainingSettings()
    settings.learningRate = 0.125
    settings.hyperparameters = ["beta1": 0.5, "beta2": 0.75, "epsilon": 1e-3]
    let adam = try #require(settings.makeOptimizer as? Adam)
    #expect((adam.learningRate, adam.beta1, adam.beta2, adam.epsilon) == (0.125, 0.5, 0.75, 1e-3))
    settings.hyperparameters = ["momentum": 0.25]
    settings.optimizer = "momentum"
    #expect(try #require(settings.makeOptimizer as? ClassicalMomentum).momentum == 0.25)
  }

  @Test func `every option goes where it belongs`() throws {
    let options = try options { settings in
      settings.epochs = 7
      settings.batchSize = 9
      settings.l1 = 0.1
      settings.decaysBiases = true
      settings.clipValue = 2
      settings.clipNorm = 3
      settings.maxNorm = 4
      settings.patience = 5
      settings.minDelta = 0.25
      settings.monitor = .validationAccuracy
      settings.stopRule = .risesInARow
      settings.order = .stored
      settings.dropsLastBatch = true
      settings.measuresTrainingSet = true
      settings.seed = 11
    }
    #expect(options.epochs == 7)
    #expect(options.batchSize == 9)
    #expect(options.penalties.l1 == 0.1)
    #expect(options.penalties.includesBiases)
    #expect(options.clipping.value == 2)
    #expect(options.clipping.norm == 3)
    #expect(options.maxNorm == 4)
    #expect(
      options.earlyStopping
        == EarlyStopping(monitor: .validationAccuracy, patience: 5, minDelta: 0.25, rule: .risesInARow))
    #expect(options.order == .stored)
    #expect(options.dropsLastBatch)
    #expect(options.measuresTrainingSet)
    #expect(options.seed == 11)
  }

  @Test func `a rare class weighs more, and the mean weight of an example is one`() throws {
    let weights = try #require(try options { $0.balancesClasses = true }.classWeights)
    #expect(weights == [40.0 / 60.0, 2])
    #expect(abs((weights[0] * 30 + weights[1] * 10) / 40 - 1) < 1e-6)
  }

  @Test func `patience without a validation set is refused`() {
    var settings = TrainingSettings()
    settings.patience = 3
    #expect(throws: SettingError.self) { try settings.options(classCounts: [1, 1], hasValidation: false) }
  }
}
