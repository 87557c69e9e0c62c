import FledgeTensors

extension WeightsFile {
  /// The features that the first linear layer takes, and the outputs of the last.
  ///
  /// The features are unknown where a convolution comes first; an autoencoder's are the most that any layer takes.
  var sizes: (features: Int?, outputs: Int, largest: Int?)? {
    if let knownSizes { return (knownSizes.features, knownSizes.outputs, knownSizes.features) }
    let weights = tensors.filter { ($0.name == "weight" || $0.name.hasSuffix(".weight")) && $0.tensor.shape.rank >= 2 }
    guard let first = weights.first, let last = weights.last(where: { $0.tensor.shape.rank == 2 }) else { return nil }
    return (
      first.tensor.shape.rank == 2 ? first.tensor.shape[1] : nil, last.tensor.shape[0],
      weights.map { $0.tensor.shape[1] }.max()
    )
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
    let products = shapes.filter { $0.shape.rank == 2 || $0.shape.rank == 4 }
    var norms = shapes.filter { $0.shape.rank == 1 }
    guard !products.isEmpty, shapes.count <= 100, products.count + norms.count == shapes.count else { return nil }
    var wasImage = false
    for (index, layer) in products.enumerated() {
      let isImage = layer.shape.rank == 4
      if wasImage, !isImage { layers.append("flatten") }
      wasImage = isImage
      layers.append(
        (isImage ? "conv \(layer.shape[0]) \(layer.shape[2])" : "linear \(layer.shape[0])")
          + (layer.hasBias ? "" : " no-bias"))
      if let place = norms.firstIndex(where: { $0.shape[0] == layer.shape[0] }) {
        let norm = norms.remove(at: place)
        layers.append(norm.hasMean ? "batch-norm" : norm.hasBias ? "layer-norm" : "rms-norm")
      }
      if index + 1 < products.count { layers.append("relu") }
    }
    return "--network '\(layers.joined(separator: ", "))'"
  }

  /// The arrays with their shapes, for a message.
  public var listing: String {
    let shown = tensors.prefix(12).map { "\($0.name) \($0.tensor.shape)" }.joined(separator: ", ")
    return shown + (tensors.count > 12 ? " and \(tensors.count - 12) more" : "")
  }
}
