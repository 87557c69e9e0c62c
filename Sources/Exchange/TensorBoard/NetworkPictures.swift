import FledgeDatasets
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTensors

/// The pictures that TensorBoard shows of a network whose input is a picture.
struct NetworkPictures {
  /// The most units or kernels of a layer, and the most examples, that are drawn.
  static let (mostUnits, mostExamples) = (64, 12)

  let network: Network
  /// The shape of one example of the data, such as `[28, 28]`.
  let shape: TensorShape

  /// - Returns: `nil` where examples are no pictures.
  init?(_ network: Network, shape: TensorShape) {
    guard TileGrid.isPicture(shape), shape.count == network.inputShape.count else { return nil }
    (self.network, self.shape) = (network, shape)
  }

  /// The weights of the first layer, one picture for each unit or kernel: grey is 0, light is positive.
  func firstLayer(_ parameters: Parameters) -> SummaryValue? {
    let nodes = network.nodes
    guard let first = nodes.first(where: { !$0.parameters.isEmpty }), first.inputShape == network.inputShape else {
      return nil
    }
    let index = first.parameters[0]
    let weights = parameters.tensor(at: index)
    let path = parameters.layout.entries[index].path
    let units = min(Self.mostUnits, weights.shape.rank > 1 ? weights.shape[0] : 0)
    guard units > 0 else { return nil }
    let tileShape: TensorShape
    switch weights.shape.rank {
    case 2 where weights.shape[1] == shape.count: tileShape = shape
    case 4: tileShape = TensorShape(Array(weights.shape.dimensions.dropFirst()))
    default: return nil
    }
    guard TileGrid.isPicture(tileShape) else { return nil }
    let size = tileShape.count
    let tiles = (0..<units).map { Array(weights.elements[$0 * size..<($0 + 1) * size]) }
    let largest = tiles.joined().reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
    let side = max(tileShape[tileShape.rank - 1], tileShape[tileShape.rank - 2])
    return .image(
      "first_layer/\(path)",
      TileGrid(tiles, shape: tileShape, columns: 8, range: -largest...largest, scale: max(1, 24 / side)))
  }

  /// Examples of an autoencoder in pairs: the original, then its reconstruction.
  func reconstructions(_ predictor: Predictor, of examples: Dataset, part: String) throws -> SummaryValue? {
    let count = min(Self.mostExamples, examples.count)
    guard count > 0, network.outputShape.count == shape.count else { return nil }
    let features = examples.features(0..<count)
    let outputs = try predictor.output(for: features)
    let size = shape.count
    let tiles = (0..<count).flatMap { row in
      [features, outputs].map { Array($0.elements[row * size..<(row + 1) * size]) }
    }
    // Standardised features are shown between their own extremes.
    let (low, high) = (features.elements.min() ?? 0, features.elements.max() ?? 1)
    let range = low >= 0 && high <= 1 ? 0...1 : low...max(low, high)
    return .image("reconstructions/\(part)", TileGrid(tiles, shape: shape, columns: 8, range: range))
  }
}

extension Dataset {
  /// Examples as a tensor `[examples, features]`, scaled as in training.
  func features(_ range: Range<Int>) -> Tensor {
    let examples = range.map { Int32($0) }
    var tensor = Tensor(shape: [range.count, featureShape.count])
    var span = tensor.mutableSpan
    readFeatures(of: examples.span, into: &span, key: nil, threads: .serial)
    return tensor
  }
}

extension ExperimentData {
  /// The examples that a network is looked at with: the test set, else what was held out, else the training set.
  var shown: (examples: Dataset, part: String) {
    test.map { ($0, "test") } ?? validation.map { ($0, "validation") } ?? (training, "training")
  }
}
