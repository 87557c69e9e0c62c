/// A dense array of 32-bit floats with a shape, stored in row-major order.
///
/// A tensor is a value: a copy is a snapshot. It is what goes in and out at the doors (weights read from a file,
/// predictions, codes); the training loop itself works on planned memory and makes no tensors.
public struct Tensor: Sendable, Equatable {
  /// The extent along each axis.
  public let shape: TensorShape
  /// The elements, last axis fastest.
  public private(set) var elements: [Float]

  /// Makes a tensor from its elements in row-major order.
  public init(shape: TensorShape, elements: [Float]) {
    precondition(
      elements.count == shape.count,
      "Tensor: shape \(shape) has \(shape.count) elements, found \(elements.count)")
    self.shape = shape
    self.elements = elements
  }

  public init(shape: TensorShape, repeating value: Float = 0) {
    self.init(shape: shape, elements: Array(repeating: value, count: shape.count))
  }

  /// The element at one index along each axis.
  public subscript(indices: Int...) -> Float {
    get { elements[offset(of: indices)] }
    set { elements[offset(of: indices)] = newValue }
  }

  /// A read-only view of the elements.
  public var span: Span<Float> {
    @_lifetime(borrow self) get { elements.span }
  }

  /// A writable view of the elements.
  public var mutableSpan: MutableSpan<Float> {
    @_lifetime(&self) mutating get { elements.mutableSpan }
  }

  /// The same elements under another shape of equal count.
  public func reshaped(to shape: TensorShape) -> Tensor {
    Tensor(shape: shape, elements: elements)
  }

  /// Rows `range` along the first axis.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(shape.rank >= 1, "Tensor.rows: a scalar has no rows")
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[0], "Tensor.rows: \(range) is outside of 0..<\(shape[0])")
    let width = shape[0] == 0 ? 0 : shape.count / shape[0]
    return Tensor(
      shape: TensorShape([range.count] + shape.dimensions.dropFirst()),
      elements: Array(elements[range.lowerBound * width..<range.upperBound * width]))
  }

  private func offset(of indices: [Int]) -> Int {
    precondition(indices.count == shape.rank, "Tensor: \(shape) needs \(shape.rank) indices, found \(indices.count)")
    var offset = 0
    for axis in indices.indices {
      precondition(
        indices[axis] >= 0 && indices[axis] < shape[axis],
        "Tensor: index \(indices[axis]) is outside of axis \(axis) of \(shape)")
      offset = offset * shape[axis] + indices[axis]
    }
    return offset
  }
}
