/// What a ``Watch`` has found in one training.
public struct Measurements: Codable, Equatable, Sendable {
  /// A quantity over epochs or steps.
  public struct Curve: Codable, Equatable, Sendable {
    /// Where the values stand, such as epochs.
    public var x: [Double] = []
    /// The values.
    public var y: [Double] = []
  }

  /// Curves by name.
  public private(set) var curves: [String: Curve] = [:]
  /// Lists of numbers by name.
  public var values: [String: [Double]] = [:]

  /// Starts empty.
  public init() {}

  /// Adds a point to a curve.
  public mutating func add(_ value: Double, at x: Double, to name: String) {
    curves[name, default: Curve()].x.append(x)
    curves[name]?.y.append(value)
  }
}
