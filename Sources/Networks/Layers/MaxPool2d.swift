package import FledgeKernels
public import FledgeTensors

/// The largest pixel of each window; padding is never the largest.
///
///     y[n, d, r, c] = max_{i, j} x[n, d, r·stride + i − padding, c·stride + j − padding]
///
/// **Shapes**: `input: [channels, height, width]`, `output: [channels, height′, width′]` with
/// height′ = ⌊(height + 2 · padding − kernel) / stride⌋ + 1. The stride is `kernel` by default, as in PyTorch.
///
/// Backward: the whole gradient goes to the largest pixel; of equal ones, to the first in row-major order, as in PyTorch.
///
/// Source: Riesenhuber and Poggio, "Hierarchical Models of Object Recognition in Cortex", 1999.
public struct MaxPool2d: Layer {
  package let settingsOfWindow: WindowSettings
  package private(set) var window: ImageWindow?

  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
    settingsOfWindow = WindowSettings(kernel: kernel, stride: stride ?? kernel, padding: padding)
  }

  /// The side of the window where windows neither overlap nor have padding, else nil.
  var sideWithoutOverlap: Int? {
    settingsOfWindow.stride == settingsOfWindow.kernel && settingsOfWindow.padding == 0 ? settingsOfWindow.kernel : nil
  }

  public var name: String { "max-pool2d" }
  public var summary: String { settingsOfWindow.text(usualStride: settingsOfWindow.kernel) }

  /// `[channels, height′, width′]`.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    let window = try settingsOfWindow.over(input, path: path)
    guard 2 * window.padding <= window.kernel else {
      throw .invalidLayer(
        path: path,
        reason: "expected padding of at most half the kernel \(window.kernel), found \(window.padding)")
    }
    return [window.channels, window.outputHeight, window.outputWidth]
  }

  public func fitted(to input: TensorShape) -> any Layer {
    var layer = self
    layer.window = try? settingsOfWindow.over(input, path: name)
    return layer
  }

  /// The largest pixel under each position of the window.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    maxPool(
      input, into: &output, window: FledgeNetworks.fitted(window, name), batch: context.batch, threads: context.threads)
  }

  /// The gradient goes to the largest pixel.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    maxPoolGradient(
      input, outputGradient, into: &inputGradient, window: FledgeNetworks.fitted(window, name), batch: context.batch,
      threads: context.threads)
  }
}

extension MaxPool2d {
  static let form = LayerForm("max-pool", "KERNEL [stride N] [padding N]", "the largest pixel of each window") {
    (arguments, input) throws(NetworkError) in
    let stride = try arguments.option("stride", from: 1)
    let padding = try arguments.option("padding") ?? 0
    return MaxPool2d(try arguments.size(), stride: stride, padding: padding)
  }

  public var listing: String {
    "max-pool \(settingsOfWindow.listing(usualStride: settingsOfWindow.kernel))"
  }
}
