import FledgeKernels
public import FledgeTensors

/// A fully connected layer: y = x·Wᵀ + b.
///
/// - `weight`: `[outputs, inputs]`, from the network's initializer.
/// - `bias`: `[outputs]`, zero unless the initializer says otherwise; none with `bias: false`.
///
/// Training runs it as `FusedLinear`, with the same bits.
///
/// Backward: ∂E/∂W = (∂E/∂y)ᵀ·x, ∂E/∂b = Σ over the batch of ∂E/∂y, ∂E/∂x = ∂E/∂y·W.
public struct Linear: Layer {
  public let inputs: Int
  public let outputs: Int
  public let hasBias: Bool
  /// `nil` for the network's.
  public let initializer: Initializer?

  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, initializer: Initializer? = nil) {
    self.inputs = inputs
    self.outputs = outputs
    hasBias = bias
    self.initializer = initializer
  }

  public var name: String { "linear" }
  public var summary: String { "\(inputs) → \(outputs)" + (hasBias ? "" : ", no bias") }

  public var parameters: [ParameterSpec] {
    let weight = ParameterSpec(
      "weight", [outputs, inputs], role: .weight, storage: .panels, initializer: initializer, fanIn: inputs,
      fanOut: outputs)
    let bias = ParameterSpec("bias", [outputs], role: .bias, fanIn: inputs, fanOut: outputs)
    return hasBias ? [weight, bias] : [weight]
  }

  /// `[outputs]` for an input of `[inputs]`.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard inputs > 0, outputs > 0 else {
      throw .invalidLayer(path: path, reason: "expected sizes above 0, found \(inputs) → \(outputs)")
    }
    guard input == [inputs] else { throw .shapeMismatch(path: path, expected: "[\(inputs)]", found: input) }
    return [outputs]
  }

  public func multiplyAdds(for input: TensorShape) -> Int { inputs * outputs }

  /// y = x·Wᵀ + b.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    multiply(
      input, context.parameters[0], bias: hasBias ? context.parameters[1] : Span(), into: &output, rows: context.batch,
      inner: inputs, columns: outputs, threads: context.threads)
  }

  /// ∂E/∂W += (∂E/∂y)ᵀ·x, ∂E/∂b += Σ ∂E/∂y, ∂E/∂x = ∂E/∂y·W.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    var weightGradient = context.gradients.mutable(0)
    multiplyTransposedLeft(
      input, outputGradient, into: &weightGradient, accumulate: true, rows: context.batch, inner: inputs,
      columns: outputs, threads: context.threads)
    if hasBias {
      var biasGradient = context.gradients.mutable(1)
      columnSums(outputGradient, into: &biasGradient, rows: context.batch, columns: outputs, accumulate: true)
    }
    guard !inputGradient.isEmpty else { return }
    multiplyTransposedRight(
      outputGradient, context.parameters[0], bias: Span(), into: &inputGradient, rows: context.batch, inner: inputs,
      columns: outputs, threads: context.threads)
  }
}

extension Linear {
  static let form = LayerForm("linear", "OUTPUTS [no-bias]", "a fully connected layer") {
    (arguments, input) throws(NetworkError) in
    guard input.rank == 1 else {
      throw .shapeMismatch(path: arguments.path, expected: "[features] (put flatten before it)", found: input)
    }
    let bias = !arguments.has("no-bias")
    return Linear(input[0], try arguments.size(), bias: bias)
  }

  public var listing: String {
    "linear \(outputs)" + (hasBias ? "" : " no-bias")
  }
}
