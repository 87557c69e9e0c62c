/// The standard normal distribution.
public enum NormalDistribution {
  /// Φ(x) = P(X ≤ x), accurate to the last digits in the lower tail too.
  public static func cumulative(_ x: Double) -> Double { 0.5 * complementaryErrorFunction(-x * 0.5.squareRoot()) }

  /// P(X > x), accurate in the upper tail.
  public static func upperTail(_ x: Double) -> Double { cumulative(-x) }

  /// φ(x) = exp(−x²/2) / √(2π).
  static func density(_ x: Double) -> Double { exponential(-0.5 * x * x) * 0.398_942_280_401_432_677_94 }

  /// The x with Φ(x) = `probability`; −∞ at 0 and ∞ at 1.
  ///
  /// Newton's method on ln Φ, which is concave: started at −√(−2 ln p), left of the root, it climbs to the
  /// root without overshooting.
  public static func quantile(_ probability: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a quantile needs a probability from 0 to 1")
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    if probability == 0.5 { return 0 }
    if probability > 0.5 { return -quantile(1 - probability) }
    let target = naturalLogarithm(probability)
    var x = -(-2 * target).squareRoot()
    for _ in 0..<60 {
      let reached = cumulative(x)
      let step = (target - naturalLogarithm(reached)) * reached / density(x)
      x += step
      if abs(step) <= 1e-15 * abs(x) { break }
    }
    return x
  }
}
