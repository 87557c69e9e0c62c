/// The power of Student's two-sided t test, exact for normally distributed values.
public enum TTestPower {
  /// P(|T| > t₁₋α/₂) for T = (Z + δ) / √(χ²ᵥ/ν).
  ///
  /// Integrates over the standard deviation that the runs show, by Simpson's rule.
  public static func power(noncentrality: Double, degreesOfFreedom nu: Double, significance: Double) -> Double {
    precondition(nu > 0 && significance > 0 && significance < 1, "a power needs a level and degrees of freedom")
    let critical = CriticalT.twoSided(level: significance, degreesOfFreedom: nu)
    let delta = abs(noncentrality)
    let logConstant =
      naturalLogarithm(2) + 0.5 * nu * naturalLogarithm(0.5 * nu) - logGamma(0.5 * nu)
    // The density of s/σ.
    func density(_ s: Double) -> Double {
      s <= 0
        ? (nu == 1 ? exponential(logConstant) : 0)
        : exponential(logConstant + (nu - 1) * naturalLogarithm(s) - 0.5 * nu * s * s)
    }
    func rejected(_ s: Double) -> Double {
      NormalDistribution.upperTail(critical * s - delta) + NormalDistribution.cumulative(-critical * s - delta)
    }
    let spread = 9 / (2 * nu).squareRoot()
    let (from, to) = (Swift.max(0, 1 - spread), 1 + spread)
    let steps = 400
    let width = (to - from) / Double(steps)
    let sum = (0...steps).reduce(0.0) { sum, step in
      let s = from + Double(step) * width
      let weight: Double = step == 0 || step == steps ? 1 : step % 2 == 1 ? 4 : 2
      return sum + weight * density(s) * rejected(s)
    }
    return Swift.min(1, sum * width / 3)
  }

  /// The fewest pairs that find a mean difference of `effect` standard deviations of the differences; `nil` for an effect
  /// of 0, and above a million.
  public static func pairsNeeded(effect: Double, significance: Double, power: Double = 0.8) -> Int? {
    fewest(from: effect, factor: 1, significance: significance, power: power) { n in
      (abs(effect) * Double(n).squareRoot(), Double(n - 1))
    }
  }

  /// The fewest runs in each of two groups that find a difference of `effect` standard deviations of one run.
  public static func perGroupNeeded(effect: Double, significance: Double, power: Double = 0.8) -> Int? {
    fewest(from: effect, factor: 2, significance: significance, power: power) { n in
      (abs(effect) * (0.5 * Double(n)).squareRoot(), Double(2 * n - 2))
    }
  }

  private static func fewest(
    from effect: Double, factor: Double, significance: Double, power: Double,
    _ design: (Int) -> (noncentrality: Double, freedom: Double)
  ) -> Int? {
    guard effect != 0, effect.isFinite else { return nil }
    let z = NormalDistribution.quantile(1 - significance / 2) + NormalDistribution.quantile(power)
    let approximate = factor * (z / effect) * (z / effect)
    guard approximate < 1e6 else { return nil }
    var count = Swift.max(2, Int(approximate))
    func reached(_ n: Int) -> Bool {
      let (noncentrality, freedom) = design(n)
      return Self.power(noncentrality: noncentrality, degreesOfFreedom: freedom, significance: significance) >= power
    }
    while !reached(count) { count += 1 }
    return count
  }
}
