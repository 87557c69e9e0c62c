/// The extent of an array along each axis, outermost first.
///
/// A shape describes one example; the batch axis stands in front of it and is not part of it.
/// `TensorShape([])` is a scalar and has one element.
public struct TensorShape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extents, outermost first.
  public let dimensions: [Int]
  /// The number of elements: the product of all extents.
  public let count: Int

  /// Makes a shape, or nothing when an extent is negative or the product overflows.
  public init?(checking dimensions: [Int]) {
    var count = 1
    for extent in dimensions {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    self.dimensions = dimensions
    self.count = count
  }

  /// Makes a shape from extents that are known to be sound.
  public init(_ dimensions: [Int]) {
    guard let shape = TensorShape(checking: dimensions) else {
      preconditionFailure("Shape: \(dimensions) has a negative extent or more elements than an Int can count")
    }
    self = shape
  }

  /// Makes a shape from a literal, such as `[28, 28]`.
  public init(arrayLiteral dimensions: Int...) {
    self.init(dimensions)
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The extent along one axis.
  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// The extents in brackets, such as `[512, 784]`.
  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }
}
