import FledgeKernels
public import FledgeReference
public import FledgeTensors

/// A fully connected layer that uses the weight of an earlier one transposed: y = x·W + b.
///
/// W is `[inputs, outputs]`, the `weight` of a `Linear(outputs, inputs)`; both layers add to its gradient. Only the
/// bias, `[outputs]`, is this layer's own. An autoencoder whose decoder is tied to its encoder has half the weights.
public struct TiedLinear: TiedLayer {
  /// The number of features that go in.
  public let inputs: Int
  /// The number of features that come out.
  public let outputs: Int
  /// The full path of the shared weight, such as `encoder.0.weight`.
  public let tiedPath: String

  /// Makes a layer that shares the weight at `path`.
  public init(_ inputs: Int, _ outputs: Int, tiedTo path: String) {
    self.inputs = inputs
    self.outputs = outputs
    tiedPath = path
  }

  /// `tied-linear`.
  public var kind: String { "tied-linear" }
  /// The sizes and the shared weight.
  public var settings: String { "\(inputs) → \(outputs), \(tiedPath) transposed" }
  /// The shape of the shared weight.
  public var tiedShape: Shape { [inputs, outputs] }
  /// `bias` alone.
  public var parameters: [ParameterSpec] {
    [ParameterSpec("bias", [outputs], role: .bias, fanIn: inputs, fanOut: outputs)]
  }

  /// `[outputs]` for an input of `[inputs]`.
  public func outputShape(for input: Shape, path: String) throws(NetworkError) -> Shape {
    guard input == [inputs] else { throw .shapeMismatch(path: path, expected: "[\(inputs)]", found: input) }
    return [outputs]
  }

  /// One for each weight.
  public func multiplyAdds(for input: Shape) -> Int { inputs * outputs }

  /// y = x·W + b.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, pass: Pass) {
    multiplyTransposedRight(
      input, pass.parameters[0], bias: pass.parameters[1], into: &output, rows: pass.batch, inner: outputs,
      columns: inputs, team: pass.team)
  }

  /// ∂E/∂W += xᵀ·∂E/∂y, ∂E/∂b += Σ ∂E/∂y, ∂E/∂x = ∂E/∂y·Wᵀ.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, pass: Pass
  ) {
    var weightGradient = pass.gradients.mutable(0)
    multiplyTransposedLeft(
      outputGradient, input, into: &weightGradient, accumulate: true, rows: pass.batch, inner: outputs,
      columns: inputs, team: pass.team)
    var biasGradient = pass.gradients.mutable(1)
    columnSums(outputGradient, into: &biasGradient, rows: pass.batch, columns: outputs, accumulate: true)
    guard !inputGradient.isEmpty else { return }
    multiply(
      outputGradient, pass.parameters[0], bias: Span(), into: &inputGradient, rows: pass.batch, inner: outputs,
      columns: inputs, team: pass.team)
  }

  /// The textbook's tied layer; its weight is the first of the node's parameters.
  public var reference: (any ReferenceLayer)? { ReferenceTiedLinear(inputs: inputs, outputs: outputs, owner: 0) }
}
