extension UnpairedSeedValues {
  /// Mann and Whitney's U test; the statistic is U of the first group.
  ///
  /// Tied values share the mean of their ranks. The exact p-value counts all assignments of the values to the
  /// groups given the ties (SciPy's exact method ignores ties). The normal approximation has the tie correction
  /// and the continuity correction of ½. Source: H. Mann, D. Whitney, On a test of whether one of two random
  /// variables is stochastically larger than the other, 1947.
  public func mannWhitney(_ method: RankTestMethod = .automatic) -> TestResult {
    let n = first.count + second.count
    let isExact: Bool
    switch method {
    case .automatic: isExact = n <= 50
    case .exact: isExact = true
    case .normalApproximation: isExact = false
    }
    let ranks = pooledRanks
    let rankSum = ranks.ranks.prefix(first.count).reduce(0, +)
    if isExact {
      let p = twoSidedPValue(rankSumDistribution(ranks.ranks, choosing: first.count), observed: rankSum)
      return TestResult(test: .mannWhitney, statistic: mannWhitneyU, pValue: p, method: .exact)
    }
    let total = Double(n)
    let pairs = Double(first.count) * Double(second.count)
    let variance = pairs / 12 * (total + 1 - ranks.tieSum / (total * (total - 1)))
    let distance = Swift.max(0, abs(mannWhitneyU - pairs / 2) - 0.5)
    let p = variance > 0 ? Swift.min(1, 2 * NormalDistribution.upperTail(distance / variance.squareRoot())) : 1
    return TestResult(test: .mannWhitney, statistic: mannWhitneyU, pValue: p, method: .normalApproximation)
  }

  /// The permutation test; the statistic is the difference of the means.
  ///
  /// If the groups do not differ, each assignment of the values to them is equally likely. All are counted when
  /// there are at most `exactLimit`; otherwise `resampleCount` are drawn, and each tail counts the observed
  /// assignment once. p is twice the smaller tail, at most 1.
  public func permutationTest(
    exactLimit: Int = 200_000, resampleCount: Int = 20_000, seed: UInt64 = 0
  ) -> TestResult {
    let values = first.values + second.values
    let observed = first.values.reduce(0, +)
    let slack = Double(values.count) * tieTolerance
    var tails = PermutationTails(lower: observed + slack, upper: observed - slack)
    let choices = (0..<first.count).reduce(1.0) { $0 * Double(values.count - $1) / Double($1 + 1) }
    let isExact = choices <= Double(exactLimit) + 0.5
    if isExact {
      countChoices(of: first.count, from: values[...], sum: 0, &tails)
    } else {
      tails.add(observed)
      let random = CounterRandom(seed: seed)
      var shuffled = values
      var draw: UInt64 = 0
      for _ in 0..<resampleCount {
        for index in 0..<first.count {
          shuffled.swapAt(index, index + random.integer(below: values.count - index, at: draw))
          draw += 1
        }
        tails.add(shuffled.prefix(first.count).reduce(0, +))
      }
    }
    return TestResult(
      test: .permutation, statistic: first.mean - second.mean, pValue: tails.pValue,
      method: isExact ? .exact : .monteCarlo)
  }

  /// U of the first group: the number of pairs in which it is higher, ties counting ½.
  var mannWhitneyU: Double {
    let rankSum = 0.5 * Double(pooledRanks.ranks.prefix(first.count).reduce(0, +))
    return rankSum - Double(first.count * (first.count + 1)) / 2
  }

  private var pooledRanks: DoubledRanks { DoubledRanks(first.values + second.values, tolerance: tieTolerance) }

  private func countChoices(
    of size: Int, from values: ArraySlice<Double>, sum: Double, _ tails: inout PermutationTails
  ) {
    guard size > 0 else { return tails.add(sum) }
    for index in values.startIndex...(values.endIndex - size) {
      countChoices(of: size - 1, from: values[(index + 1)...], sum: sum + values[index], &tails)
    }
  }
}

/// How many permutations reach each tail.
private struct PermutationTails {
  let lower: Double
  let upper: Double
  private var count = 0
  private var lowerCount = 0
  private var upperCount = 0

  init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  mutating func add(_ sum: Double) {
    count += 1
    if sum <= lower { lowerCount += 1 }
    if sum >= upper { upperCount += 1 }
  }

  var pValue: Double { Swift.min(1, 2 * Double(Swift.min(lowerCount, upperCount)) / Double(count)) }
}
