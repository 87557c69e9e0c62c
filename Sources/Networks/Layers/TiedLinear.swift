import FledgeKernels
public import FledgeTensors

/// A fully connected layer that uses the weight of an earlier one transposed: y = x·W + b.
///
/// W is `[inputs, outputs]`, the `weight` of a `Linear(outputs, inputs)`; both layers add to its gradient. Only the
/// bias, `[outputs]`, is this layer's own. An autoencoder whose decoder is tied to its encoder has half the weights.
public struct TiedLinear: TiedLayer {
  public let inputs: Int
  public let outputs: Int
  /// The full path of the shared weight, such as `encoder.0.weight`.
  public let tiedPath: String

  public init(_ inputs: Int, _ outputs: Int, tiedTo path: String) {
    self.inputs = inputs
    self.outputs = outputs
    tiedPath = path
  }

  public var name: String { "tied-linear" }
  /// The sizes and the shared weight.
  public var summary: String { "\(inputs) → \(outputs), \(tiedPath) transposed" }
  /// The shape of the shared weight.
  public var tiedShape: TensorShape { [inputs, outputs] }
  public var parameters: [ParameterSpec] {
    [ParameterSpec("bias", [outputs], role: .bias, fanIn: inputs, fanOut: outputs)]
  }

  /// `[outputs]` for an input of `[inputs]`.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard input == [inputs] else { throw .shapeMismatch(path: path, expected: "[\(inputs)]", found: input) }
    return [outputs]
  }

  public func multiplyAdds(for input: TensorShape) -> Int { inputs * outputs }

  /// y = x·W + b.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    multiplyTransposedRight(
      input, context.parameters[0], bias: context.parameters[1], into: &output, rows: context.batch, inner: outputs,
      columns: inputs, threads: context.threads)
  }

  /// ∂E/∂W += xᵀ·∂E/∂y, ∂E/∂b += Σ ∂E/∂y, ∂E/∂x = ∂E/∂y·Wᵀ.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    var weightGradient = context.gradients.mutable(0)
    multiplyTransposedLeft(
      outputGradient, input, into: &weightGradient, accumulate: true, rows: context.batch, inner: outputs,
      columns: inputs, threads: context.threads)
    var biasGradient = context.gradients.mutable(1)
    columnSums(outputGradient, into: &biasGradient, rows: context.batch, columns: outputs, accumulate: true)
    guard !inputGradient.isEmpty else { return }
    multiply(
      outputGradient, context.parameters[0], bias: Span(), into: &inputGradient, rows: context.batch, inner: outputs,
      columns: inputs, threads: context.threads)
  }
}

extension TiedLinear {
  static let form = LayerForm(
    "tied-linear", "OUTPUTS PARAMETER", "a linear layer with an earlier one's weight transposed, such as 0.weight"
  ) { (arguments, input) throws(NetworkError) in
    guard input.rank == 1 else {
      throw .shapeMismatch(path: arguments.path, expected: "[features] (put flatten before it)", found: input)
    }
    return TiedLinear(input[0], try arguments.size(), tiedTo: try arguments.word())
  }

  public var listing: String {
    "tied-linear \(outputs) \(tiedPath)"
  }
}
