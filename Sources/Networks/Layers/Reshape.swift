import FledgeKernels
public import FledgeTensors

/// Changes the shape of an example; the values stay.
public struct Reshape: Layer {
  /// The new shape of one example.
  public let shape: TensorShape

  public init(_ shape: TensorShape) {
    self.shape = shape
  }

  public var name: String { "reshape" }
  public var summary: String { shape.description }

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

extension Reshape {
  static let form = LayerForm("reshape", "SIZE SIZE ...", "another shape of the same features") {
    (arguments, input) throws(NetworkError) in
    let sizes = try arguments.sizes()
    guard sizes.count <= 8, let shape = TensorShape(checking: sizes) else {
      throw .invalidLayer(path: arguments.path, reason: "expected at most 8 sizes, found \(sizes.count)")
    }
    return Reshape(shape)
  }

  public var listing: String {
    (["reshape"] + shape.dimensions.map(String.init)).joined(separator: " ")
  }
}

/// Makes one axis of all: `[28, 28]` becomes `[784]`.
public struct Flatten: Layer {
  public init() {}

  public var name: String { "flatten" }

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

extension Flatten {
  static let form = LayerForm("flatten", "one row of all features") { (_, _) throws(NetworkError) in Flatten() }
}
