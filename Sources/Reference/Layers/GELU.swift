/// The Gaussian error linear unit, exact: f(x) = x Φ(x) with Φ(x) = (1 + erf(x/√2)) / 2.
///
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
public struct ReferenceGELU: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// x Φ(x).
  public func value(_ x: Double) -> Double { x * 0.5 * (1 + erf(x / 2.0.squareRoot())) }

  /// Φ(x) + x φ(x), with the normal density φ(x) = e^(−x²/2) / √(2π).
  public func derivative(_ x: Double) -> Double {
    let cumulative = 0.5 * (1 + erf(x / 2.0.squareRoot()))
    let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    return cumulative + x * density
  }
}
