import FledgeDatasets
import FledgeKernels
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgeTensors
import Testing

/// Principal components are the exact optimum of a linear autoencoder, and so the control of every other.
@Suite struct ComponentControlTests {
  /// Errors of an autoencoder and of as many components, on one part of the data.
  private func errors(
    onTraining: Bool, _ change: (inout TrainingSettings) -> Void
  ) throws -> (autoencoder: Double, components: Double) {
    var settings = TrainingSettings()
    settings.dataset = "digits"
    settings.validation = .count(0)
    change(&settings)
    try settings.set("schedule", to: .scalar("cosine"))
    let experiment = try Experiment(settings)
    let result = try experiment.run()
    let autoencoder = try Autoencoder(
      settings, Predictor(network: result.network, parameters: result.parameters, statistics: result.statistics),
      threads: .serial)
    let training = experiment.data.training
    let looked = onTraining ? training : try #require(experiment.data.test)
    let control = try PCABaseline(
      training: training, test: looked, most: autoencoder.codeWidth, threads: .serial)
    let examples = looked.featureRows()
    return (
      meanSquaredError(try autoencoder.reconstructions(of: examples), examples),
      try control.error(components: autoencoder.codeWidth)
    )
  }

  @Test func `a linear autoencoder comes within 1 % of the components, from above`() throws {
    let found = try errors(onTraining: true) { settings in
      settings.dataset = "moons"
      settings.examples = 500
      settings.autoencoder = [1]
      settings.outputActivation = "none"
      settings.learningRate = 0.02
      (settings.epochs, settings.batchSize) = (150, 50)
    }
    #expect(found.autoencoder >= found.components * (1 - 1e-6))
    #expect(found.autoencoder <= found.components * 1.01)
    #expect(found.components > 0.05)
  }

  @Test func `a deep autoencoder beats the components on images that neither has seen`() throws {
    let found = try errors(onTraining: false) { settings in
      (settings.examples, settings.testExamples) = (2000, 300)
      settings.autoencoder = [128, 32, 2]
      settings.learningRate = 3e-3
      settings.epochs = 60
    }
    #expect(found.autoencoder < found.components)
  }

  @Test func `fewer components leave more, and all of them nothing`() throws {
    let digits = PenDigits.generate(count: 60, seed: 1)
    let control = try PCABaseline(training: digits, test: digits, most: 60, threads: .serial)
    let errors = try [1, 2, 5, 20, 60].map { try control.error(components: $0) }
    #expect(errors == errors.sorted(by: >))
    #expect(errors[4] < 1e-9 && errors[3] > 1e-4)
    let rows = digits.featureRows()
    let decoded = try control.decode(control.codes(of: rows))
    #expect(meanSquaredError(decoded, rows) < 1e-9)
  }
}
