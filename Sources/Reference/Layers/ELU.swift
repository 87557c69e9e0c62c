/// The exponential linear unit: f(x) = x for positive x, otherwise α (eˣ − 1).
///
/// Source: Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units"
/// (2016), section 3.
public struct ReferenceELU: ReferenceActivation {
  /// The depth α of the negative branch.
  public let alpha: Double

  /// Sets the depth α of the negative branch.
  public init(alpha: Double = 1) {
    self.alpha = alpha
  }

  /// x, or α (eˣ − 1) where x is negative.
  public func value(_ x: Double) -> Double { x > 0 ? x : alpha * expm1(x) }

  /// 1 for positive x, otherwise α eˣ.
  public func derivative(_ x: Double) -> Double { x > 0 ? 1 : alpha * exp(x) }
}
