import FledgeReference
import Testing

/// A layer with the shape it is tested at.
///
/// A new layer is tested by adding it to `all`.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let name: String
  let layer: any ReferenceLayer
  let inputCount: Int
  let batch: Int
  var testDescription: String { name }

  init(_ name: String, _ layer: any ReferenceLayer, inputCount: Int, batch: Int) {
    self.name = name
    self.layer = layer
    self.inputCount = inputCount
    self.batch = batch
  }

  static let activations: [LayerCase] = [
    LayerCase("ReLU", ReferenceReLU(), inputCount: 5, batch: 3),
    LayerCase("LeakyReLU", ReferenceLeakyReLU(slope: 0.2), inputCount: 5, batch: 3),
    LayerCase("ELU", ReferenceELU(alpha: 0.7), inputCount: 5, batch: 3),
    LayerCase("SELU", ReferenceSELU(), inputCount: 5, batch: 3),
    LayerCase("GELU", ReferenceGELU(), inputCount: 5, batch: 3),
    LayerCase("GELU by tanh", ReferenceTanhGELU(), inputCount: 5, batch: 3),
    LayerCase("SiLU", ReferenceSiLU(), inputCount: 5, batch: 3),
    LayerCase("sigmoid", ReferenceSigmoid(), inputCount: 5, batch: 3),
    LayerCase("tanh", ReferenceTanh(), inputCount: 5, batch: 3),
    LayerCase("softplus", ReferenceSoftplus(beta: 1.5), inputCount: 5, batch: 3),
    LayerCase("HardTanh", ReferenceHardTanh(), inputCount: 5, batch: 3),
  ]

  static let fullyConnected: [LayerCase] = [
    LayerCase("linear", ReferenceLinear(inputs: 4, outputs: 3), inputCount: 4, batch: 2),
    LayerCase("linear, 1 to 1", ReferenceLinear(inputs: 1, outputs: 1), inputCount: 1, batch: 1),
    LayerCase("linear without bias", ReferenceLinear(inputs: 3, outputs: 5, bias: false), inputCount: 3, batch: 3),
    LayerCase("tied linear", ReferenceTiedLinear(inputs: 3, outputs: 4, owner: 0), inputCount: 3, batch: 2),
    LayerCase(
      "tied linear without bias", ReferenceTiedLinear(inputs: 3, outputs: 4, owner: 0, bias: false), inputCount: 3,
      batch: 2),
    LayerCase(
      "tied autoencoder",
      ReferenceSequence([
        ReferenceLinear(inputs: 4, outputs: 3), ReferenceTanh(), ReferenceTiedLinear(inputs: 3, outputs: 4, owner: 0),
      ]), inputCount: 4, batch: 2),
    LayerCase(
      "residual",
      ReferenceResidual([
        ReferenceLinear(inputs: 4, outputs: 3), ReferenceSiLU(), ReferenceLinear(inputs: 3, outputs: 4),
      ]), inputCount: 4, batch: 2),
  ]

  static let normalisations: [LayerCase] = [
    LayerCase("softmax", ReferenceSoftmax(), inputCount: 5, batch: 3),
    LayerCase("log-softmax", ReferenceLogSoftmax(), inputCount: 5, batch: 3),
    LayerCase("PReLU", ReferencePReLU(), inputCount: 4, batch: 3),
    LayerCase("PReLU per feature", ReferencePReLU(slopes: 4), inputCount: 4, batch: 3),
    LayerCase(
      "dropout", ReferenceDropout(probability: 0.4, mask: [1, 0, 1, 1, 0, 1, 1, 1]), inputCount: 4, batch: 2),
    LayerCase("dropout in evaluation", ReferenceDropout(probability: 0.4, mask: nil), inputCount: 4, batch: 2),
    LayerCase("layer norm", ReferenceLayerNorm(features: 5), inputCount: 5, batch: 3),
    LayerCase("RMS norm", ReferenceRMSNorm(features: 5), inputCount: 5, batch: 3),
    LayerCase("batch norm", ReferenceBatchNorm(features: 3), inputCount: 3, batch: 5),
    LayerCase(
      "batch norm in evaluation",
      ReferenceBatchNorm(
        features: 3,
        mode: .evaluation(ReferenceBatchStatistics(mean: [0.1, -0.2, 0.3], variance: [0.5, 1, 2]))),
      inputCount: 3, batch: 4),
  ]

  static let images: [LayerCase] = [
    LayerCase(
      "convolution",
      ReferenceConv2d(
        image: ReferenceImageShape(channels: 2, height: 5, width: 4), outputChannels: 3,
        window: ReferenceWindow(kernel: 3, stride: 1, padding: 1)), inputCount: 40, batch: 2),
    LayerCase(
      "convolution, stride 2, no bias",
      ReferenceConv2d(
        image: ReferenceImageShape(channels: 1, height: 6, width: 5), outputChannels: 2,
        window: ReferenceWindow(kernel: 3, stride: 2), bias: false), inputCount: 30, batch: 2),
    LayerCase(
      "max pool",
      ReferenceMaxPool2d(
        image: ReferenceImageShape(channels: 2, height: 5, width: 4),
        window: ReferenceWindow(kernel: 2, stride: 2)), inputCount: 40, batch: 2),
    LayerCase(
      "max pool, overlapping and padded",
      ReferenceMaxPool2d(
        image: ReferenceImageShape(channels: 1, height: 5, width: 5),
        window: ReferenceWindow(kernel: 3, stride: 2, padding: 1)), inputCount: 25, batch: 2),
    LayerCase(
      "average pool",
      ReferenceAveragePool2d(
        image: ReferenceImageShape(channels: 2, height: 5, width: 4),
        window: ReferenceWindow(kernel: 3, stride: 2, padding: 1)), inputCount: 40, batch: 2),
  ]

  static let all = activations + fullyConnected + normalisations + images
}
