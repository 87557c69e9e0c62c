import FledgeTensors

extension WeightsFile {
  /// The features that the first linear layer takes, and the outputs of the last.
  ///
  /// The features are unknown where a convolution comes first.
  var sizes: (features: Int?, outputs: Int)? {
    let weights = tensors.filter { ($0.name == "weight" || $0.name.hasSuffix(".weight")) && $0.tensor.shape.rank >= 2 }
    guard let first = weights.first, let last = weights.last(where: { $0.tensor.shape.rank == 2 }) else { return nil }
    return (first.tensor.shape.rank == 2 ? first.tensor.shape[1] : nil, last.tensor.shape[0])
  }

  /// Flags of a network with these shapes, such as `--network 'linear 128, relu, linear 10'`; activations and pooling leave
  /// no trace in a file, so they are a guess.
  public var networkGuess: String? {
    var layers: [String] = []
    var shapes: [(prefix: String, shape: TensorShape, hasMean: Bool, hasBias: Bool)] = []
    for (name, tensor) in tensors where name == "weight" || name.hasSuffix(".weight") {
      let prefix = String(name.dropLast("weight".count))
      func has(_ last: String) -> Bool { tensors.contains { $0.name == prefix + last } }
      shapes.append((prefix, tensor.shape, has("running_mean"), has("bias")))
    }
    let products = shapes.indices.filter { shapes[$0].shape.rank == 2 || shapes[$0].shape.rank == 4 }
    guard let last = products.last, shapes.count <= 100 else { return nil }
    var wasImage = false
    for (index, layer) in shapes.enumerated() {
      let bias = layer.hasBias ? "" : " no-bias"
      switch layer.shape.rank {
      case 2:
        if wasImage { layers.append("flatten") }
        wasImage = false
        layers.append("linear \(layer.shape[0])" + bias)
      case 4:
        wasImage = true
        layers.append("conv \(layer.shape[0]) \(layer.shape[2])" + bias)
      case 1: layers.append(layer.hasMean ? "batch-norm" : layer.hasBias ? "layer-norm" : "rms-norm")
      default: return nil
      }
      let isNormed = index + 1 < shapes.count && shapes[index + 1].shape.rank == 1
      if index < last, !isNormed { layers.append("relu") }
    }
    return "--network '\(layers.joined(separator: ", "))'"
  }

  /// The arrays with their shapes, for a message.
  public var listing: String {
    let shown = tensors.prefix(12).map { "\($0.name) \($0.tensor.shape)" }.joined(separator: ", ")
    return shown + (tensors.count > 12 ? " and \(tensors.count - 12) more" : "")
  }
}
