extension Claim {
  /// "Most runs do so": whether the share of runs that do exceeds `threshold`, by Clopper and Pearson's exact interval.
  ///
  /// - Parameters:
  ///   - finding: What the runs do, such as "have the higher error on test images".
  ///   - hits: For each run, whether it does.
  ///   - units: What is counted, where it is no runs.
  public static func share(
    _ finding: String, _ hits: [Bool], of units: String = "runs", moreThan threshold: Double = 0.5,
    confidence: Double = 0.95
  ) -> ClaimResult {
    let values = hits.map { $0 ? 1.0 : 0 }
    guard !hits.isEmpty else { return ClaimResult(.undecided, "there are no \(units)") }
    let count = hits.count { $0 }
    let interval = Interval.clopperPearson(successes: count, trials: hits.count, confidence: confidence)
    let (low, high) = (100 * interval.lower, 100 * interval.upper)
    let sentence =
      "\(count) of \(hits.count) \(units) \(finding) (95 % interval of the share \(DecimalText.fixed(low, positions: 0)) to "
      + "\(DecimalText.fixed(high, positions: 0)) %)"
    let answer: ClaimResult.Answer =
      interval.lower > threshold ? .holds : interval.upper < threshold ? .fails : .undecided
    // Thousands of examples are given as their share.
    let given = hits.count > 1_000 ? [Double(count) / Double(hits.count)] : values
    return ClaimResult(answer, sentence, values: given, interval: interval, margin: threshold)
  }

  /// "This share is more than `threshold`", of a share of many examples that is counted without chance.
  public static func share(_ sentence: String, counted share: Double, moreThan threshold: Double) -> ClaimResult {
    guard share.isFinite else { return ClaimResult(.undecided, sentence) }
    return ClaimResult(share > threshold ? .holds : .fails, sentence, values: [share], margin: threshold)
  }
}

extension Interval {
  /// Clopper and Pearson's exact interval of a proportion; its confidence is at least the stated one.
  ///
  /// Source: C. Clopper, E. Pearson, The use of confidence or fiducial limits, 1934.
  public static func clopperPearson(successes: Int, trials: Int, confidence: Double = 0.95) -> Interval {
    precondition(trials > 0 && successes >= 0 && successes <= trials, "a proportion is 0...n successes of n > 0")
    let tail = (1 - confidence) / 2
    // P(X ≥ k | p) = Iₚ(k, n − k + 1), which grows with p.
    func root(_ k: Int, _ target: Double) -> Double {
      var (low, high) = (0.0, 1.0)
      while true {
        let p = low + (high - low) / 2
        if p <= low || p >= high { return p }
        let reached = regularizedIncompleteBeta(p, complement: 1 - p, Double(k), Double(trials - k + 1))
        if reached < target { low = p } else { high = p }
      }
    }
    return Interval(
      lower: successes == 0 ? 0 : root(successes, tail), upper: successes == trials ? 1 : root(successes + 1, 1 - tail),
      confidence: confidence, method: .clopperPearson)
  }
}
