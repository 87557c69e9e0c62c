import FledgeKernels
public import FledgeTensors

/// Gives the features another shape of the same count; no number changes.
public struct Reshape: Layer {
  /// The new shape of one example.
  public let shape: TensorShape

  /// Makes a layer that reshapes.
  public init(_ shape: TensorShape) {
    self.shape = shape
  }

  /// `reshape`.
  public var name: String { "reshape" }
  /// The new shape.
  public var summary: String { shape.description }

  /// The new shape, for an input of as many features.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard input.count == shape.count else {
      throw .shapeMismatch(path: path, expected: "\(shape.count) features", found: input)
    }
    return shape
  }

  /// y = x.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    copy(input, into: &output)
  }

  /// ∂E/∂x = ∂E/∂y.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    copy(outputGradient, into: &inputGradient)
  }
}

/// Lays the features of an example out in one row: `[28, 28]` becomes `[784]`.
public struct Flatten: Layer {
  /// Makes a layer that flattens.
  public init() {}

  /// `flatten`.
  public var name: String { "flatten" }

  /// One axis of as many features.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape { [input.count] }

  /// y = x.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    copy(input, into: &output)
  }

  /// ∂E/∂x = ∂E/∂y.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    copy(outputGradient, into: &inputGradient)
  }
}
