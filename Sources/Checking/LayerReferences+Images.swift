import FledgeKernels
public import FledgeNetworks
public import FledgeReference

// Layers over images have a reference once the image's size is known.

extension Conv2d: LayerWithReference {
  public var reference: (any ReferenceLayer)? {
    convolution.map {
      ReferenceConv2d(
        image: $0.window.referenceImage, outputChannels: outputs, window: $0.window.referenceWindow, bias: hasBias)
    }
  }
}

extension MaxPool2d: LayerWithReference {
  public var reference: (any ReferenceLayer)? {
    window.map { ReferenceMaxPool2d(image: $0.referenceImage, window: $0.referenceWindow) }
  }
}

extension AveragePool2d: LayerWithReference {
  public var reference: (any ReferenceLayer)? {
    window.map { ReferenceAveragePool2d(image: $0.referenceImage, window: $0.referenceWindow) }
  }
}

extension FusedConvReLUPool: LayerWithReference {
  /// The three layers one after another.
  package var reference: (any ReferenceLayer)? {
    guard let convolution = layer.reference, let window = layer.convolution?.window else { return nil }
    let image = ReferenceImageShape(channels: layer.outputs, height: window.outputHeight, width: window.outputWidth)
    return ReferenceSequence([
      convolution, ReferenceReLU(),
      ReferenceMaxPool2d(image: image, window: ReferenceWindow(kernel: pool, stride: pool)),
    ])
  }
}

extension ImageWindow {
  var referenceImage: ReferenceImageShape { ReferenceImageShape(channels: channels, height: height, width: width) }
  var referenceWindow: ReferenceWindow { ReferenceWindow(kernel: kernel, stride: stride, padding: padding) }
}
