package import FledgeKernels
public import FledgeTensors

/// A two-dimensional convolution with zero padding.
///
///     y[n, o, r, c] = b[o] + Σ_{d, i, j} W[o, d, i, j] · x[n, d, r·stride + i − padding, c·stride + j − padding]
///
/// **Shapes**: `input: [channels, height, width]`, `output: [outputs, height′, width′]` with
/// height′ = ⌊(height + 2 · padding − kernel) / stride⌋ + 1.
///
/// - `weight`: `[outputs, channels, kernel, kernel]`, from the network's initializer; n_in is channels · kernel².
/// - `bias`: `[outputs]`, zero unless the initializer says otherwise; none with `bias: false`.
///
/// Backward: with P the patches under the window, ∂E/∂W = (∂E/∂y)ᵀ·P, ∂E/∂b = Σ ∂E/∂y over batch and positions, and
/// ∂E/∂P = ∂E/∂y·W is added up where patches overlap.
///
/// Source: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998,
/// section II.
public struct Conv2d: Layer {
  public let channels: Int
  /// Output channels.
  public let outputs: Int
  public let hasBias: Bool
  /// `nil` for the network's.
  public let initializer: Initializer?
  package let window: WindowSettings
  /// Set by `fitted(to:)`, when the image's size is known.
  package private(set) var convolution: Convolution?

  /// As `torch.nn.Conv2d`, with its defaults.
  public init(
    _ channels: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true,
    initializer: Initializer? = nil
  ) {
    self.channels = channels
    self.outputs = outputs
    hasBias = bias
    self.initializer = initializer
    window = WindowSettings(kernel: kernel, stride: stride, padding: padding)
  }

  public var name: String { "conv2d" }
  public var summary: String {
    "\(channels) → \(outputs), \(window.text(usualStride: 1))" + (hasBias ? "" : ", no bias")
  }

  public var parameters: [ParameterSpec] {
    let (kernel, area) = (window.kernel, window.kernel * window.kernel)
    let weight = ParameterSpec(
      "weight", [outputs, channels, kernel, kernel], role: .weight, initializer: initializer, fanIn: channels * area,
      fanOut: outputs * area)
    let bias = ParameterSpec("bias", [outputs], role: .bias, fanIn: channels * area, fanOut: outputs * area)
    return hasBias ? [weight, bias] : [weight]
  }

  /// Packed weights, scratch, and partial sums of the weight gradient.
  public var saved: [SavedValues] {
    guard let convolution else { return [] }
    return [
      .perBatch(convolution.packedCount), .perBatch(convolution.scratchCount),
      .perBatch(convolution.gradientScratchCount),
    ]
  }

  /// `[outputs, height′, width′]` for an image of `channels` channels.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard channels > 0, outputs > 0 else {
      throw .invalidLayer(path: path, reason: "expected channels above 0, found \(channels) → \(outputs)")
    }
    guard input.rank == 3, input[0] == channels else {
      throw .shapeMismatch(path: path, expected: "[\(channels), height, width]", found: input)
    }
    let window = try window.over(input, path: path)
    return [outputs, window.outputHeight, window.outputWidth]
  }

  public func fitted(to input: TensorShape) -> any Layer {
    var layer = self
    layer.convolution = (try? window.over(input, path: name)).map { Convolution(window: $0, outputs: outputs) }
    return layer
  }

  /// One for each weight and output position.
  public func multiplyAdds(for input: TensorShape) -> Int {
    guard let window = try? window.over(input, path: name) else { return 0 }
    return outputs * channels * window.kernel * window.kernel * window.positions
  }

  /// Each output pixel is the kernel times the pixels under it, plus the bias.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    var packed = context.saved.mutable(0)
    var scratch = context.saved.mutable(1)
    FledgeNetworks.fitted(convolution, name).forward(
      input, context.parameters[0], bias: hasBias ? context.parameters[1] : Span(), into: &output, packed: &packed,
      scratch: &scratch, batch: context.batch, threads: context.threads)
  }

  /// ∂E/∂W += (∂E/∂y)ᵀ·P, ∂E/∂b += Σ ∂E/∂y, ∂E/∂P = ∂E/∂y·W.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    var packed = context.saved.mutable(0)
    var scratch = context.saved.mutable(1)
    var gradientScratch = context.saved.mutable(2)
    var weightGradient = context.gradients.mutable(0)
    var biasGradient = hasBias ? context.gradients.mutable(1) : MutableSpan()
    FledgeNetworks.fitted(convolution, name).backward(
      outputGradient, x: input, packed: &packed, into: &inputGradient, dw: &weightGradient, db: &biasGradient,
      scratch: &scratch, gradientScratch: &gradientScratch, batch: context.batch, threads: context.threads)
  }
}

extension Conv2d {
  static let form = LayerForm(
    "conv", "CHANNELS KERNEL [stride N] [padding N|same] [no-bias]", "a convolution over images"
  ) { (arguments, input) throws(NetworkError) in
    guard input.rank == 3 else {
      throw .shapeMismatch(
        path: arguments.path, expected: "[channels, height, width] (put reshape before it)", found: input)
    }
    let bias = !arguments.has("no-bias")
    let stride = try arguments.option("stride", from: 1) ?? 1
    let isSame = arguments.hasPair("padding", "same")
    let padding = try arguments.option("padding") ?? 0
    let (outputs, kernel) = (try arguments.size(), try arguments.size())
    guard !isSame || kernel % 2 == 1 else {
      throw .invalidLayer(path: arguments.path, reason: "expected an odd kernel with padding same, found \(kernel)")
    }
    guard Double(input[0]) * Double(outputs) * Double(kernel) * Double(kernel) <= LayerList.mostElements else {
      throw LayerList.tooLarge(arguments.path)
    }
    return Conv2d(
      input[0], outputs, kernel: kernel, stride: stride, padding: isSame ? kernel / 2 : padding, bias: bias)
  }

  public var listing: String {
    "conv \(outputs) \(window.listing(usualStride: 1))" + (hasBias ? "" : " no-bias")
  }
}
