extension PairedSeedValues {
  /// Wilcoxon's signed-rank test; the statistic is the smaller of W⁺ and W⁻.
  ///
  /// Seeds without a difference are dropped (`zero_method='wilcox'` in SciPy), tied differences share the mean
  /// of their ranks. The exact p-value counts all 2ⁿ signs given the ties, so that it also holds with ties,
  /// where SciPy turns to an approximation for n > 13. The normal approximation has the tie correction and no
  /// continuity correction. With five seeds or fewer no p-value is below 0.05: 2/2⁵ = 0.0625.
  /// Source: F. Wilcoxon, Individual comparisons by ranking methods, 1945.
  public func wilcoxonSignedRank(_ method: RankTestMethod = .automatic) -> TestResult {
    let sums = signedRankSums
    let statistic = 0.5 * Double(Swift.min(sums.doubledPlus, sums.total - sums.doubledPlus))
    let n = sums.ranks.ranks.count
    let isExact: Bool
    switch method {
    case .automatic: isExact = n <= 50
    case .exact: isExact = true
    case .normalApproximation: isExact = false
    }
    if isExact {
      let p = twoSidedPValue(signedRankDistribution(sums.ranks.ranks), observed: sums.doubledPlus)
      return TestResult(test: .wilcoxonSignedRank, statistic: statistic, pValue: p, method: .exact)
    }
    let count = Double(n)
    let variance = (count * (count + 1) * (2 * count + 1) - 0.5 * sums.ranks.tieSum) / 24
    let distance = abs(0.5 * Double(sums.doubledPlus) - count * (count + 1) / 4)
    let p = variance > 0 ? 2 * NormalDistribution.upperTail(distance / variance.squareRoot()) : 1
    return TestResult(test: .wilcoxonSignedRank, statistic: statistic, pValue: p, method: .normalApproximation)
  }

  /// The sign-flip permutation test; the statistic is the mean difference.
  ///
  /// If the two do not differ, each difference is as likely with the other sign. Up to `exactLimit` seeds all
  /// 2ⁿ signs are counted; beyond, `resampleCount` are drawn, and p = (extreme + 1) / (drawn + 1).
  /// Source: R. A. Fisher, The design of experiments, 1935, chapter 3.
  public func signFlipTest(exactLimit: Int = 16, resampleCount: Int = 100_000, seed: UInt64 = 0) -> TestResult {
    let values = differences.values
    let threshold = abs(values.reduce(0, +)) - Double(count) * tieTolerance
    if count <= exactLimit {
      // Sums over the halves, so that no rounding builds up along 2ⁿ updates.
      let low = signedSums(values.prefix(count / 2))
      let high = signedSums(values.dropFirst(count / 2))
      var extreme = 0
      for upper in high {
        for lower in low where abs(upper + lower) >= threshold { extreme += 1 }
      }
      let p = Double(extreme) / Double(low.count * high.count)
      return TestResult(test: .signFlip, statistic: differences.mean, pValue: p, method: .exact)
    }
    let random = CounterRandom(seed: seed)
    var extreme = 0
    for resample in 0..<resampleCount {
      var sum = 0.0
      var signs: UInt64 = 0
      for (index, value) in values.enumerated() {
        if index % 64 == 0 {
          signs = random.bits(at: UInt64(resample) * UInt64((count + 63) / 64) + UInt64(index / 64))
        }
        sum += signs & 1 == 1 ? value : -value
        signs >>= 1
      }
      if abs(sum) >= threshold { extreme += 1 }
    }
    let p = Double(extreme + 1) / Double(resampleCount + 1)
    return TestResult(test: .signFlip, statistic: differences.mean, pValue: p, method: .monteCarlo)
  }

  /// Student's paired t test; `nil` for a single seed or differences that are all equal.
  ///
  /// t = mean difference / (s/√n), with n − 1 degrees of freedom.
  public func pairedTTest() -> TestResult? {
    guard let standardDeviation = differences.sampleStandardDeviation, standardDeviation > 0 else { return nil }
    let t = differences.mean / (standardDeviation / Double(count).squareRoot())
    let p = StudentDistribution(degreesOfFreedom: Double(count - 1)).twoSidedTail(t)
    return TestResult(test: .pairedT, statistic: t, pValue: p, method: .studentT)
  }

  /// The doubled ranks of the differences that are not 0, and twice W⁺; `total` is 2(W⁺ + W⁻).
  var signedRankSums: (ranks: DoubledRanks, doubledPlus: Int, total: Int) {
    let kept = differences.values.filter { $0 != 0 }
    let ranks = DoubledRanks(kept.map { abs($0) }, tolerance: tieTolerance)
    let plus = zip(kept, ranks.ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    return (ranks, plus, ranks.ranks.reduce(0, +))
  }

  private func signedSums(_ values: ArraySlice<Double>) -> [Double] {
    values.reduce([0]) { sums, value in sums.map { $0 + value } + sums.map { $0 - value } }
  }
}
