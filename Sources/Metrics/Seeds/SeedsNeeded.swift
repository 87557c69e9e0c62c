/// The number of seeds that a test needs to find a given difference.
public enum SeedsNeeded {
  /// Pairs of runs: n = ((z₁₋α/₂ + z_power)·σ / δ)², rounded up, σ being that of the differences.
  ///
  /// Normal approximation of the paired t test; for n below about 20 add two. `nil` for a difference of 0.
  /// Source: J. Cohen, Statistical power analysis, 1988, section 12.
  public static func paired(
    difference: Double, standardDeviationOfDifferences standardDeviation: Double, significance: Double = 0.05,
    power: Double = 0.8
  ) -> Int? {
    count(ratio: standardDeviation / abs(difference), factor: 1, significance: significance, power: power)
  }

  /// Runs in each of two independent groups: n = 2((z₁₋α/₂ + z_power)·σ / δ)², rounded up.
  public static func unpaired(
    difference: Double, standardDeviation: Double, significance: Double = 0.05, power: Double = 0.8
  ) -> Int? {
    count(ratio: standardDeviation / abs(difference), factor: 2, significance: significance, power: power)
  }

  /// The fewest pairs with which an exact test of signs can reach the level at all: 2/2ⁿ ≤ α.
  public static func fewestPairs(significance: Double) -> Int {
    var count = 1
    var p = 1.0
    while p > significance {
      count += 1
      p /= 2
    }
    return count
  }

  /// The fewest runs in each of two groups with which an exact rank test can reach the level: 2/C(2n, n) ≤ α.
  public static func fewestPerGroup(significance: Double) -> Int {
    var count = 1
    var p = 1.0
    while p > significance {
      count += 1
      p *= Double(count) / Double(2 * (2 * count - 1))
    }
    return count
  }

  private static func count(ratio: Double, factor: Double, significance: Double, power: Double) -> Int? {
    precondition(significance > 0 && significance < 1 && power > 0 && power < 1, "level and power lie between 0 and 1")
    let z = NormalDistribution.quantile(1 - significance / 2) + NormalDistribution.quantile(power)
    let needed = (factor * z * z * ratio * ratio).rounded(.up)
    return needed.isFinite && needed < 1e15 ? Swift.max(2, Int(needed)) : nil
  }
}
