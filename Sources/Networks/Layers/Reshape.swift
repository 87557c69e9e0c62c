import FledgeKernels
public import FledgeReference
public import FledgeTensors

/// Gives the features another shape of the same count; no number changes.
public struct Reshape: Layer {
  /// The new shape of one example.
  public let shape: Shape

  /// Makes a layer that reshapes.
  public init(_ shape: Shape) {
    self.shape = shape
  }

  /// `reshape`.
  public var kind: String { "reshape" }
  /// The new shape.
  public var settings: String { shape.description }

  /// The new shape, for an input of as many features.
  public func outputShape(for input: Shape, path: String) throws(NetworkError) -> Shape {
    guard input.count == shape.count else {
      throw .shapeMismatch(path: path, expected: "\(shape.count) features", found: input)
    }
    return shape
  }

  /// y = x.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, pass: Pass) {
    copy(input, into: &output)
  }

  /// ∂E/∂x = ∂E/∂y.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, pass: Pass
  ) {
    guard !inputGradient.isEmpty else { return }
    copy(outputGradient, into: &inputGradient)
  }

  /// The identity.
  public var reference: (any ReferenceLayer)? { TextbookIdentity() }
}

/// Lays the features of an example out in one row: `[28, 28]` becomes `[784]`.
public struct Flatten: Layer {
  /// Makes a layer that flattens.
  public init() {}

  /// `flatten`.
  public var kind: String { "flatten" }

  /// One axis of as many features.
  public func outputShape(for input: Shape, path: String) throws(NetworkError) -> Shape { [input.count] }

  /// y = x.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, pass: Pass) {
    copy(input, into: &output)
  }

  /// ∂E/∂x = ∂E/∂y.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, pass: Pass
  ) {
    guard !inputGradient.isEmpty else { return }
    copy(outputGradient, into: &inputGradient)
  }

  /// The identity.
  public var reference: (any ReferenceLayer)? { TextbookIdentity() }
}
