/// A tanh of straight lines: f(x) = x between `lower` and `upper`, and the nearer bound outside.
///
/// Source: Collobert, "Large Scale Machine Learning" (2004).
public struct ReferenceHardTanh: ReferenceActivation {
  /// The lower bound.
  public let lower: Double
  /// The upper bound.
  public let upper: Double

  /// Sets the lower bound and the upper bound.
  public init(lower: Double = -1, upper: Double = 1) {
    self.lower = lower
    self.upper = upper
  }

  /// x held between the bounds.
  public func value(_ x: Double) -> Double { min(max(x, lower), upper) }

  /// 1 strictly between the bounds, otherwise 0.
  public func derivative(_ x: Double) -> Double { x > lower && x < upper ? 1 : 0 }
}
