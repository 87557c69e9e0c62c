public import FledgeNetworks
import FledgeTensors
import FledgeTraining

extension TrainingSettings {
  /// Whether the network reconstructs its input.
  public var isAutoencoder: Bool { !autoencoder.isEmpty }

  /// The network that these settings describe.
  ///
  /// - Parameters:
  ///   - features: the number of features of one example; an image is one row of pixels.
  ///   - outputs: the number of classes or target values.
  /// - Throws: `NetworkError`, `SettingError.conflict`.
  public func network(features: Int, outputs: Int) throws -> Network {
    if !layerList.isEmpty { return try listedNetwork(features: features, outputs: outputs) }
    if isAutoencoder, !convolutions.isEmpty {
      throw SettingError.conflict("convolutions: an autoencoder has none; leave autoencoder or convolutions out")
    }
    if !isAutoencoder, isTied { throw SettingError.conflict("tied: only an autoencoder can be tied; set autoencoder") }
    var modules: [any Module] = []
    if noise > 0 { modules.append(GaussianNoise(Float(noise))) }
    if isAutoencoder {
      modules.append(Block("encoder", encoder(inputs: features)))
      modules.append(Block("decoder", decoder(outputs: features)))
      return try Network(input: [features], modules)
    }
    let input = try inputShape(features: features)
    modules += convolutional(channels: input[0])
    // The output of the convolutions decides the width of the first hidden layer.
    let width = convolutions.isEmpty ? features : try Network(input: input, modules).outputShape.count
    modules += hidden(inputs: width, sizes: layers)
    modules.append(Linear(layers.last ?? width, outputs))
    if let layer = outputLayer { modules.append(layer) }
    return try Network(input: input, modules)
  }

  /// One row of features, or the square image that they are where there are convolutions.
  private func inputShape(features: Int) throws -> TensorShape {
    convolutions.isEmpty ? [features] : try squareImage(features: features)
  }

  /// The square image that a row of features is.
  func squareImage(features: Int) throws(SettingError) -> TensorShape {
    // Three squares are never a square: the number of features says how many channels there are.
    for channels in [1, 3] where features.isMultiple(of: channels) {
      let side = Int(Double(features / channels).squareRoot().rounded())
      if channels * side * side == features { return [channels, side, side] }
    }
    throw .conflict(
      layerList.isEmpty
        ? "convolutions: expected square images of one or three channels, found \(features) features, which are neither; leave "
          + "convolutions out"
        : "network: expected square images of one or three channels, found \(features) features, which are neither; begin the "
          + "list with `reshape CHANNELS HEIGHT WIDTH`")
  }

  /// Convolution, activation and pooling in turn, then one row of features.
  private func convolutional(channels inputs: Int) -> [any Module] {
    if convolutions.isEmpty { return [] }
    var modules: [any Module] = []
    var channels = inputs
    for outputs in convolutions {
      modules.append(Conv2d(channels, outputs, kernel: kernelSize))
      if let layer = ActivationChoice.layer(activation) { modules.append(layer) }
      if pooling > 1 { modules.append(MaxPool2d(pooling)) }
      channels = outputs
    }
    return modules + [Flatten()]
  }

  /// Refuses convolutions over data that are not square images.
  ///
  /// - Throws: `SettingError.conflict`.
  func checkImages(_ shape: TensorShape, dataset: String) throws(SettingError) {
    let isList = (try? LayerList(layerList).beginsWithImage) ?? false
    guard !convolutions.isEmpty || isList else { return }
    if shape.rank == 2, shape[0] == shape[1] { return }
    if shape.rank == 3, shape[0] == 3, shape[1] == shape[2] { return }
    let size = shape.rank == 3 ? "\(shape[2])×\(shape[1]) pixels in \(shape[0]) channels" : "shape \(shape)"
    if isList {
      let image = shape.rank == 2 ? [1] + shape.dimensions : shape.dimensions
      throw .conflict(
        "network: expected square images, grey or in colour, found examples of \(size) in \(dataset); begin the list with "
          + (image.count == 3
            ? "`reshape \(image.map(String.init).joined(separator: " "))`" : "`reshape CHANNELS HEIGHT WIDTH`"))
    }
    throw .conflict(
      "convolutions: expected square images, grey or in colour, found examples of \(size) in \(dataset); leave convolutions out, "
        + (dataset == "images" ? "or scale the pictures with --image-size" : "or choose a dataset of images"))
  }

  /// The decoder of an autoencoder as a network of its own, from codes to features; tied weights are copied.
  ///
  /// - Throws: `NetworkError`, `SettingError.conflict`.
  package func decoderNetwork(features: Int) throws -> Network {
    guard let code = autoencoder.last else {
      throw SettingError.conflict("autoencoder: only an autoencoder has a decoder")
    }
    var settings = self
    settings.isTied = false
    return try Network(input: [code], settings.decoder(outputs: features))
  }

  public func makeLoss(hasLabels: Bool) -> any Loss {
    let name =
      loss != "auto" ? loss : isAutoencoder || !hasLabels ? "squared-error" : "softmax-cross-entropy"
    return LossChoice.loss(name, settings: self)
  }

  /// The activation after the last linear layer: the given one, or the one that the loss needs.
  var outputLayer: (any Layer)? {
    if outputActivation != "auto" { return ActivationChoice.layer(outputActivation) }
    switch loss {
    case "negative-log-likelihood", "kullback-leibler": return LogSoftmax()
    case "probability-cross-entropy": return Softmax()
    // Pixels are in 0…1, and so is a sigmoid; binary cross-entropy contains its sigmoid.
    case "auto" where isAutoencoder, "squared-error" where isAutoencoder: return Sigmoid()
    default: return nil
    }
  }

  private func hidden(inputs: Int, sizes: [Int]) -> [any Module] {
    var modules: [any Module] = []
    var width = inputs
    for size in sizes {
      modules.append(Linear(width, size))
      modules += afterHidden(size)
      width = size
    }
    return modules
  }

  private func afterHidden(_ size: Int) -> [any Module] {
    var modules: [any Module] = []
    switch norm {
    case .none: break
    case .batch: modules.append(BatchNorm(size))
    case .layer: modules.append(LayerNorm(size))
    }
    if let layer = ActivationChoice.layer(activation) { modules.append(layer) }
    if dropout > 0 { modules.append(Dropout(Float(dropout))) }
    return modules
  }

  private func encoder(inputs: Int) -> [any Module] {
    let code = autoencoder[autoencoder.count - 1]
    var modules = hidden(inputs: inputs, sizes: Array(autoencoder.dropLast()))
    modules.append(Linear(autoencoder.dropLast().last ?? inputs, code))
    if let layer = ActivationChoice.layer(codeActivation) { modules.append(layer) }
    return modules
  }

  /// The encoder's sizes reversed; tied layers use the weight of the encoder's layer of the same sizes.
  private func decoder(outputs: Int) -> [any Module] {
    let sizes = Array(autoencoder.dropLast().reversed())
    let step = 2 + (norm == .none ? 0 : 1) + (dropout > 0 ? 1 : 0)
    func linear(_ inputs: Int, _ outputs: Int, encoderLayer: Int) -> any Module {
      isTied
        ? TiedLinear(inputs, outputs, tiedTo: "encoder.\(encoderLayer * step).weight") : Linear(inputs, outputs)
    }
    var modules: [any Module] = []
    var width = autoencoder[autoencoder.count - 1]
    for (index, size) in sizes.enumerated() {
      modules.append(linear(width, size, encoderLayer: sizes.count - index))
      modules += afterHidden(size)
      width = size
    }
    modules.append(linear(width, outputs, encoderLayer: 0))
    if let layer = outputLayer { modules.append(layer) }
    return modules
  }
}
