/// A table of gradients found in two ways, element by element.
public struct GradientComparison: Sendable, Equatable {
  /// One element of one parameter.
  public struct Row: Sendable, Equatable {
    /// The parameter's path, such as `0.weight`, or `input`.
    public let path: String
    /// The element's place in PyTorch's order.
    public let index: Int
    /// The gradient by the independent way: finite differences, or the reference's double precision.
    public let numerical: Double
    /// The gradient by back-propagation.
    public let backprop: Double
    /// |numerical − backprop|.
    public let difference: Double
    /// The difference as a share of |numerical| + |backprop|, or of the table's `floor` where that is larger.
    public let relativeError: Double
  }

  /// The sum of magnitudes below which errors are taken as absolute.
  public let floor: Double
  /// The rows, in the order of the network's parameters; the input comes last.
  public internal(set) var rows: [Row] = []

  init(floor: Double) {
    self.floor = floor
  }

  /// The row with the largest relative error; a NaN is worse than any number.
  public var worst: Row? {
    rows.max { !$0.relativeError.isNaN && ($1.relativeError.isNaN || $0.relativeError < $1.relativeError) }
  }

  /// Whether no relative error is above the tolerance.
  public func isPassed(tolerance: Double) -> Bool {
    rows.allSatisfy { $0.relativeError <= tolerance }
  }

  mutating func append(path: String, index: Int, numerical: Double, backprop: Double) {
    let difference = abs(numerical - backprop)
    rows.append(
      Row(
        path: path, index: index, numerical: numerical, backprop: backprop, difference: difference,
        relativeError: difference / max(floor, abs(numerical) + abs(backprop))))
  }
}
