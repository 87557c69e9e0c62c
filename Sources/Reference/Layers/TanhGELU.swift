/// The Gaussian error linear unit, approximated: f(x) = x/2 · (1 + tanh u), u = √(2/π) (x + 0.044715 x³).
///
/// PyTorch's `GELU(approximate='tanh')`; it differs from the exact one by less than 0.0005.
///
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
public struct ReferenceTanhGELU: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// x/2 · (1 + tanh u).
  public func value(_ x: Double) -> Double { 0.5 * x * (1 + tanh(argument(x))) }

  /// (1 + tanh u)/2 + x/2 · (1 − tanh² u) · u′, with u′ = √(2/π) (1 + 3 · 0.044715 x²).
  public func derivative(_ x: Double) -> Double {
    let t = tanh(argument(x))
    let slope = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope
  }

  /// u = √(2/π) (x + 0.044715 x³).
  private func argument(_ x: Double) -> Double {
    (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
  }
}
