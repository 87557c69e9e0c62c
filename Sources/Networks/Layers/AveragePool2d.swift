package import FledgeKernels
public import FledgeTensors

/// The mean of the pixels of each window; padding counts as zeros.
///
///     y[n, d, r, c] = Σ_{i, j} x[n, d, r·stride + i − padding, c·stride + j − padding] / kernel²
///
/// **Shapes**: `input: [channels, height, width]`, `output: [channels, height′, width′]` with
/// height′ = ⌊(height + 2 · padding − kernel) / stride⌋ + 1. The stride is `kernel` by default, as in PyTorch.
///
/// Backward: each pixel gets ∂E/∂y / kernel² from every window that covers it.
///
/// Source: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998, section II.
public struct AveragePool2d: Layer {
  package let settingsOfWindow: WindowSettings
  package private(set) var window: ImageWindow?

  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
    settingsOfWindow = WindowSettings(kernel: kernel, stride: stride ?? kernel, padding: padding)
  }

  public var name: String { "average-pool2d" }
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

  /// The mean of the pixels under each position of the window.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    averagePool(
      input, into: &output, window: FledgeNetworks.fitted(window, name), batch: context.batch, threads: context.threads)
  }

  /// Each pixel gets its share from every window that covers it.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    averagePoolGradient(
      outputGradient, into: &inputGradient, window: FledgeNetworks.fitted(window, name), batch: context.batch,
      threads: context.threads)
  }
}

extension AveragePool2d {
  static let form = LayerForm("average-pool", "KERNEL [stride N] [padding N]", "the mean of each window") {
    (arguments, input) throws(NetworkError) in
    let stride = try arguments.option("stride", from: 1)
    let padding = try arguments.option("padding") ?? 0
    return AveragePool2d(try arguments.size(), stride: stride, padding: padding)
  }

  public var listing: String {
    "average-pool \(settingsOfWindow.listing(usualStride: settingsOfWindow.kernel))"
  }
}
