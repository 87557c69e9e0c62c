import FledgeDatasets
import FledgeExperiments
import FledgeKernels
import FledgeNetworks
import FledgeTensors

extension Dataset {
  /// Examples as a tensor `[examples, features]`, scaled as in training; with noise where `draw` is given.
  func featureRows(_ range: Range<Int>, draw: Draw? = nil, team: ThreadTeam = .single) -> Tensor {
    let examples = range.map { Int32($0) }
    var values = [Float](repeating: 0, count: range.count * featureShape.count)
    var span = values.mutableSpan
    readFeatures(of: examples.span, into: &span, draw: draw, team: team)
    return Tensor(shape: [range.count, featureShape.count], elements: values)
  }

  /// All examples as a tensor.
  func featureRows(draw: Draw? = nil, team: ThreadTeam = .single) -> Tensor {
    featureRows(0..<count, draw: draw, team: team)
  }
}

extension Predictor {
  /// The predictor with the threads of a team; its results are the same.
  func using(_ team: ThreadTeam) -> Predictor {
    Predictor(network: network, parameters: parameters, statistics: statistics, team: team)
  }

  /// The codes of a whole set `[examples, code]`, a few thousand examples at a time.
  func codes(of dataset: Dataset, team: ThreadTeam) throws -> Tensor {
    let code = try network.output(ofBlock: "encoder")
    var elements: [Float] = []
    for start in stride(from: 0, to: dataset.count, by: 4_000) {
      let rows = dataset.featureRows(start..<min(start + 4_000, dataset.count), team: team)
      elements += try output(for: rows, upTo: code).elements
    }
    return Tensor(shape: [dataset.count, elements.count / max(1, dataset.count)], elements: elements)
  }
}

extension Trial {
  /// The decoder of an autoencoder alone: codes in, images out.
  func decoder() throws -> Predictor {
    let whole = try predictor()
    let sizes = settings.autoencoder
    var decoding = settings
    decoding.autoencoder = []
    decoding.noise = 0
    decoding.layers = sizes.dropLast().reversed()
    decoding.outputActivation = "sigmoid"
    let network = try decoding.network(features: sizes[sizes.count - 1], outputs: whole.network.outputShape.count)
    var parameters = Parameters(layout: network.parameterLayout)
    for path in network.parameterLayout.paths {
      try parameters.set(path, to: whole.parameters.tensor("decoder." + path))
    }
    return Predictor(network: network, parameters: parameters, statistics: network.initialStatistics())
  }
}

extension Laboratory {
  /// All cores, for work after the trainings.
  var team: ThreadTeam { workers == 1 ? .single : ThreadTeam(threads: workers) }
}
