/// Backpropagated gradients beside numerical ones, element by element.
public struct GradientTable: Sendable, Equatable {
  /// One element of one parameter, or of the input.
  public struct Row: Sendable, Equatable {
    /// The path of the parameter, such as `0.weight`, or `input`.
    public let parameter: String
    /// The position in the flat array.
    public let index: Int
    /// By finite differences.
    public let numerical: Double
    /// By `backward`.
    public let backprop: Double
    /// `FiniteDifference.relativeError` of the two.
    public let difference: Double

    /// Compares two derivatives.
    public init(parameter: String, index: Int, numerical: Double, backprop: Double) {
      self.parameter = parameter
      self.index = index
      self.numerical = numerical
      self.backprop = backprop
      difference = FiniteDifference.relativeError(numerical, backprop)
    }
  }

  /// All elements, in the order in which they were added.
  public private(set) var rows: [Row] = []

  /// An empty table.
  public init() {}

  /// Adds every element of one parameter at `point`, where `function` is the loss as a function of that parameter alone.
  public mutating func add(
    _ parameter: String, at point: [Double], backprop: [Double], differences: FiniteDifference = FiniteDifference(),
    of function: ([Double]) -> Double
  ) {
    precondition(
      backprop.count == point.count, "\(parameter): expected \(point.count) gradients, found \(backprop.count)")
    for index in point.indices {
      let numerical = differences.derivative(of: function, at: point, index: index)
      rows.append(Row(parameter: parameter, index: index, numerical: numerical, backprop: backprop[index]))
    }
  }

  /// The row with the largest difference, where one that is not a number counts as largest; nil if there are no rows.
  public var worst: Row? {
    rows.max { !$0.difference.isNaN && ($1.difference.isNaN || $0.difference < $1.difference) }
  }
}
