/// What a number of seeds can find, known before anything is trained.
public struct ComparisonPower: Sendable, Equatable {
  /// The seeds of each configuration.
  public let seeds: Int
  /// The comparisons that are judged together.
  public let comparisons: Int
  /// The level of the whole family.
  public let significance: Double

  public init(seeds: Int, comparisons: Int, significance: Double = 0.05) {
    precondition(comparisons > 0 && significance > 0 && significance < 1, "a power needs comparisons and a level")
    self.seeds = seeds
    self.comparisons = comparisons
    self.significance = significance
  }

  /// The fewest seeds that find, with a power of 80 %, a difference of two standard deviations of one run.
  ///
  /// Runs of the same seed are taken as independent, so that a difference spreads √2 times as much as one run.
  public var seedsForTwoDeviations: Int {
    TTestPower.pairsNeeded(effect: 2.0.squareRoot(), significance: significance / Double(comparisons)) ?? 2
  }

  /// The difference, in standard deviations of one run, that is found with a power of 80 %; `nil` below two seeds.
  public var detectableDifference: Double? {
    guard seeds > 1 else { return nil }
    let level = significance / Double(comparisons)
    func power(_ difference: Double) -> Double {
      TTestPower.power(
        noncentrality: difference * (0.5 * Double(seeds)).squareRoot(), degreesOfFreedom: Double(seeds - 1),
        significance: level)
    }
    var (low, high) = (0.0, 1.0)
    while power(high) < 0.8, high < 1e6 { (low, high) = (high, 2 * high) }
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      if power(middle) < 0.8 { low = middle } else { high = middle }
    }
    return high
  }

  /// One sentence: what the seeds can find, and how many would find a difference of two standard deviations.
  public var sentence: String {
    let together = comparisons == 1 ? "one comparison" : "\(comparisons) comparisons together"
    let needed = seedsForTwoDeviations
    guard let detectable = detectableDifference else {
      return
        "one seed has no spread, so nothing can be compared; \(together) need \(needed) seeds to find a difference "
        + "of 2 standard deviations of one run (power 80 %)"
    }
    let shown = DecimalText.fixed(detectable, positions: detectable < 10 ? 1 : 0)
    let text =
      "\(seeds) seeds find, in \(together), a difference of \(shown) standard deviations of one run (power 80 %)"
    return needed > seeds ? text + "; \(needed) seeds would find one of 2" : text
  }
}
