import FledgeDatasets
import FledgeKernels
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgeTensors
import Testing

@Suite struct AutoencoderTests {
  /// Generated digits, trained for a moment.
  private func trained(_ changes: (inout TrainingSettings) -> Void) throws -> (Autoencoder, ExperimentData) {
    var settings = TrainingSettings()
    settings.dataset = "digits"
    settings.examples = 200
    settings.testExamples = 40
    settings.autoencoder = [24, 12, 5]
    settings.epochs = 1
    changes(&settings)
    let experiment = try Experiment(settings)
    let result = try experiment.run()
    let predictor = Predictor(network: result.network, parameters: result.parameters, statistics: result.statistics)
    return (try Autoencoder(settings, predictor, threads: .serial), experiment.data)
  }

  @Test(arguments: ["plain", "tied", "batch", "layer", "dropout", "cross-entropy"])
  func `decoding the codes gives the bits of the whole network`(kind: String) throws {
    let (autoencoder, data) = try trained { settings in
      switch kind {
      case "tied": settings.isTied = true
      case "batch": settings.norm = .batch
      case "layer": settings.norm = .layer
      case "dropout": (settings.dropout, settings.isTied) = (0.2, true)
      case "cross-entropy": settings.loss = "sigmoid-binary-cross-entropy"
      default: break
      }
    }
    let examples = try #require(data.test).featureRows()
    let codes = try autoencoder.codes(of: examples)
    #expect(codes.shape == [40, 5])
    let decoded = try autoencoder.decode(codes)
    let whole = try autoencoder.reconstructions(of: examples)
    // The transposed weight takes another kernel, which sums in the same order.
    #expect(decoded == whole)
    #expect(Set(whole.elements).count > 100)
  }

  @Test func `codes come in the same bits in pieces and with two threads`() throws {
    let (autoencoder, data) = try trained { $0.noise = 0.1 }
    let whole = try autoencoder.codes(of: data.training, threads: .serial)
    let rows = data.training.featureRows()
    #expect(try autoencoder.codes(of: rows.rows(7..<9)) == whole.rows(7..<9))
    let threaded = try Autoencoder(autoencoder.settings, autoencoder.predictor, threads: ThreadPool(threads: 2))
    #expect(try threaded.codes(of: data.training, threads: .serial) == whole)
  }

  @Test func `a classifier is no autoencoder`() throws {
    var settings = TrainingSettings()
    settings.layers = [4]
    let network = try settings.network(features: 6, outputs: 2)
    let predictor = Predictor(
      network: network, parameters: network.initialized(with: settings.initializer.initializer, seed: 0),
      statistics: network.initialStatistics())
    #expect(throws: NetworkError.self) { try Autoencoder(settings, predictor, threads: .serial) }
  }
}
