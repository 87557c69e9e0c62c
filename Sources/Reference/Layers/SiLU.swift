/// The sigmoid-weighted linear unit, also called Swish: f(x) = x σ(x).
///
/// Source: Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units" (2018).
public struct ReferenceSiLU: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// x σ(x).
  public func value(_ x: Double) -> Double { x * logistic(x) }

  /// σ(x) (1 + x (1 − σ(x))).
  public func derivative(_ x: Double) -> Double {
    let s = logistic(x)
    return s * (1 + x * (1 - s))
  }
}
