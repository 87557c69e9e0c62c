package import FledgeDatasets
package import FledgeKernels
package import FledgeModels
package import FledgeNetworks
package import FledgeTensors

/// A trained autoencoder with its two halves: examples to codes, and codes back to examples.
package struct Autoencoder: Sendable {
  /// What it was trained with.
  package let settings: TrainingSettings
  /// Examples in, reconstructions out.
  package let predictor: Predictor
  /// Codes in, examples out.
  package let decoder: Predictor
  private let codeValue: Int

  /// Takes a trained network apart.
  ///
  /// - Throws: where the network is no autoencoder.
  package init(_ settings: TrainingSettings, _ predictor: Predictor, threads: ThreadPool) throws {
    self.settings = settings
    self.predictor = Self.threaded(predictor, threads)
    codeValue = try predictor.network.output(ofBlock: "encoder")
    decoder = try Self.decoder(settings, predictor, threads)
  }

  /// A predictor with the threads of a team; its results are the same.
  package static func threaded(_ predictor: Predictor, _ threads: ThreadPool) -> Predictor {
    Predictor(
      network: predictor.network, parameters: predictor.parameters, statistics: predictor.statistics, threads: threads)
  }

  /// The number of elements of a code.
  package var codeWidth: Int { predictor.network.shape(ofValue: codeValue).count }

  /// The codes `[examples, code]` of examples `[examples, features]`.
  package func codes(of examples: Tensor) throws -> Tensor { try predictor.output(for: examples, upTo: codeValue) }

  /// The codes of a whole set, a few thousand examples at a time.
  package func codes(of dataset: Dataset, threads: ThreadPool) throws -> Tensor {
    var elements: [Float] = []
    for start in stride(from: 0, to: dataset.count, by: 4_000) {
      let rows = dataset.featureRows(start..<min(start + 4_000, dataset.count), threads: threads)
      elements += try codes(of: rows).elements
    }
    return Tensor(shape: [dataset.count, codeWidth], elements: elements)
  }

  /// What comes back of examples `[examples, features]`.
  package func reconstructions(of examples: Tensor) throws -> Tensor { try predictor.output(for: examples) }

  /// The examples that codes `[codes, code]` stand for.
  package func decode(_ codes: Tensor) throws -> Tensor { try decoder.output(for: codes) }

  /// The decoder as a network of its own, tied weights written out.
  private static func decoder(_ settings: TrainingSettings, _ whole: Predictor, _ threads: ThreadPool) throws
    -> Predictor
  {
    let network = try settings.decoderNetwork(features: whole.network.outputShape.count)
    var parameters = Parameters(layout: network.parameterLayout)
    var statistics = Parameters(layout: network.statisticsLayout)
    let known = Set(whole.network.parameterLayout.paths)
    for path in network.parameterLayout.paths {
      if known.contains("decoder." + path) {
        try parameters.set(path, to: whole.parameters.tensor("decoder." + path))
      } else {
        let shared = whole.network.nodes.first { $0.path + ".weight" == "decoder." + path }?.layer as? any TiedLayer
        guard let shared else {
          throw NetworkError.unknownPath("decoder." + path, known: whole.network.parameterLayout.paths)
        }
        try parameters.set(path, to: transposed(whole.parameters.tensor(shared.tiedPath)))
      }
    }
    for path in network.statisticsLayout.paths {
      try statistics.set(path, to: whole.statistics.tensor("decoder." + path))
    }
    return Predictor(network: network, parameters: parameters, statistics: statistics, threads: threads)
  }

  private static func transposed(_ matrix: Tensor) -> Tensor {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    return Tensor(
      shape: [columns, rows],
      elements: (0..<rows * columns).map { matrix.elements[$0 % rows * columns + $0 / rows] })
  }
}
