/// Two lists of values over different seeds, compared as independent groups.
public struct UnpairedSeedValues: Sendable {
  /// The values of the first configuration.
  public let first: SeedValues
  /// The values of the second configuration.
  public let second: SeedValues

  /// How far two values may lie apart and still count as tied.
  let tieTolerance: Double

  /// Puts two lists side by side; they may differ in length.
  public init(_ first: SeedValues, _ second: SeedValues) {
    self.first = first
    self.second = second
    tieTolerance = relativeTieTolerance * (first.values + second.values).reduce(0) { Swift.max($0, abs($1)) }
  }

  /// Resamples each list by itself and takes statistic of the first − statistic of the second.
  public func bootstrap(_ estimator: Estimator, resampleCount: Int = 10_000, seed: UInt64 = 0) -> BootstrapDistribution
  {
    precondition(resampleCount > 0, "a bootstrap needs at least one resample")
    let forFirst = CounterRandom(seed: seed, stream: 1)
    let forSecond = CounterRandom(seed: seed, stream: 2)
    let replicates = (0..<resampleCount).map { index in
      estimator.value(ofSorted: first.resample(index, forFirst))
        - estimator.value(ofSorted: second.resample(index, forSecond))
    }
    return BootstrapDistribution(
      observed: first.value(of: estimator) - second.value(of: estimator), replicates: replicates,
      jackknife: [first.leaveOneOut(estimator), second.leaveOneOut(estimator).map { -$0 }])
  }

  /// The standard deviation of both groups together: √(((n₁−1)s₁² + (n₂−1)s₂²) / (n₁+n₂−2)).
  ///
  /// `nil` when there are fewer than three values in all; a group of one adds no spread.
  public var pooledStandardDeviation: Double? {
    let freedom = first.count + second.count - 2
    guard freedom > 0 else { return nil }
    func squares(_ values: SeedValues) -> Double {
      let standardDeviation = values.sampleStandardDeviation ?? 0
      return Double(values.count - 1) * standardDeviation * standardDeviation
    }
    return ((squares(first) + squares(second)) / Double(freedom)).squareRoot()
  }

  /// Cohen's d of independent groups (d_s): difference of the means / pooled standard deviation.
  ///
  /// `nil` without spread. Source: J. Cohen, Statistical power analysis, 1988, section 2.5.
  public var cohensDOfGroups: Double? {
    guard let standardDeviation = pooledStandardDeviation, standardDeviation > 0 else { return nil }
    return (first.mean - second.mean) / standardDeviation
  }

  /// Cliff's delta: P(first > second) − P(first < second) over all pairs of runs, −1 to 1.
  ///
  /// The same number as the rank-biserial correlation of independent groups, 2U/(n₁n₂) − 1.
  /// Source: N. Cliff, Dominance statistics, 1993.
  public var cliffsDelta: Double {
    2 * mannWhitneyU / Double(first.count * second.count) - 1
  }
}
