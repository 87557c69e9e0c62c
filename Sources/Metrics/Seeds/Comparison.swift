/// Whether the runs of two configurations can be told apart, with everything that a table needs to say so.
///
/// The verdict is "above" or "below" only when the test's p-value (the adjusted one, once there is one) is at
/// most the significance level and the interval of the difference excludes 0; otherwise the two cannot be told
/// apart. Both are asked for because a bootstrap interval over few seeds is too narrow by itself.
public struct Comparison: Codable, Equatable, Sendable {
  /// The name of the first configuration.
  public let firstName: String
  /// The name of the second configuration.
  public let secondName: String
  /// What was measured.
  public let metric: Metric
  /// Whether both ran with the same seeds.
  public let design: ComparisonDesign
  /// The number of seeds of the first configuration.
  public let firstCount: Int
  /// The number of seeds of the second configuration.
  public let secondCount: Int
  /// The median of the first configuration.
  public let firstMedian: Double
  /// The median of the second configuration.
  public let secondMedian: Double
  /// The median of first − second over seeds when paired, the difference of the medians when not.
  public let difference: Double
  /// The percentile bootstrap interval of `difference`.
  public let interval: Interval
  /// Wilcoxon's signed-rank test when paired, Mann and Whitney's U test when not.
  public let test: TestResult
  /// The rank-biserial correlation when paired, Cliff's delta when not; both −1 to 1.
  public let effectSize: Double
  /// The level α that p-values are held against; the interval has confidence 1 − α.
  public let significance: Double
  /// The seeds for a power of 80 %, if the true difference were the one seen; `nil` when that is 0.
  ///
  /// See `SeedsNeeded`; never fewer than the test needs to reach the level at all. In a family of m comparisons the
  /// level is α/m, the one that Holm's correction asks of the smallest p-value.
  public private(set) var seedsNeeded: Int?
  /// The p-value after Holm's correction over a family of comparisons.
  public private(set) var adjustedPValue: Double?
  /// What the runs allow to say.
  public private(set) var verdict: ComparisonVerdict
  /// The standard deviation that `seedsNeeded` rests on: that of the differences, or the pooled one.
  private let standardDeviation: Double

  /// Compares two configurations run with the same seeds, in the same order.
  ///
  /// - Throws: `MetricsError` when there are fewer than two seeds.
  public init(
    _ firstName: String, _ secondName: String, paired values: PairedSeedValues, metric: Metric,
    significance: Double = 0.05, resampleCount: Int = 10_000, seed: UInt64 = 0
  ) throws(MetricsError) {
    let standardDeviation = try Self.standardDeviation(values.differences.sampleStandardDeviation, count: values.count)
    let bootstrap = values.bootstrap(.median, resampleCount: resampleCount, seed: seed)
    self.init(
      names: (firstName, secondName), values: (values.first, values.second), metric: metric, design: .paired,
      bootstrap: bootstrap, test: values.wilcoxonSignedRank(), effectSize: values.rankBiserial,
      significance: significance, standardDeviation: standardDeviation)
  }

  /// Compares two configurations run with different seeds.
  ///
  /// - Throws: `MetricsError` when either has fewer than two seeds.
  public init(
    _ firstName: String, _ secondName: String, unpaired values: UnpairedSeedValues, metric: Metric,
    significance: Double = 0.05, resampleCount: Int = 10_000, seed: UInt64 = 0
  ) throws(MetricsError) {
    let fewest = Swift.min(values.first.count, values.second.count)
    let standardDeviation = try Self.standardDeviation(values.pooledStandardDeviation, count: fewest)
    let bootstrap = values.bootstrap(.median, resampleCount: resampleCount, seed: seed)
    self.init(
      names: (firstName, secondName), values: (values.first, values.second), metric: metric, design: .unpaired,
      bootstrap: bootstrap, test: values.mannWhitney(), effectSize: values.cliffsDelta, significance: significance,
      standardDeviation: standardDeviation)
  }

  private init(
    names: (String, String), values: (SeedValues, SeedValues), metric: Metric, design: ComparisonDesign,
    bootstrap: BootstrapDistribution, test: TestResult, effectSize: Double, significance: Double,
    standardDeviation: Double
  ) {
    (firstName, secondName) = names
    self.metric = metric
    self.design = design
    firstCount = values.0.count
    secondCount = values.1.count
    firstMedian = values.0.median
    secondMedian = values.1.median
    difference = bootstrap.observed
    interval = bootstrap.percentileInterval(confidence: 1 - significance)
    self.test = test
    self.effectSize = effectSize
    self.significance = significance
    self.standardDeviation = standardDeviation
    verdict = .indistinguishable
    verdict = decide()
    seedsNeeded = seedsNeeded(familySize: 1)
  }

  /// The p-value that the verdict rests on: the adjusted one where there is one.
  public var decidingPValue: Double { adjustedPValue ?? test.pValue }

  /// The comparisons of one family with Holm's correction, in the same order, their verdicts decided anew.
  ///
  /// The intervals stay those of each comparison by itself.
  public static func holmCorrected(_ family: [Comparison]) -> [Comparison] {
    zip(family, holmAdjusted(family.map(\.test.pValue))).map { comparison, p in
      var adjusted = comparison
      adjusted.adjustedPValue = p
      adjusted.verdict = adjusted.decide()
      adjusted.seedsNeeded = adjusted.seedsNeeded(familySize: family.count)
      return adjusted
    }
  }

  private func seedsNeeded(familySize: Int) -> Int? {
    let level = significance / Double(familySize)
    switch design {
    case .paired:
      let needed = SeedsNeeded.paired(
        difference: difference, standardDeviationOfDifferences: standardDeviation, significance: level)
      return needed.map { Swift.max($0, SeedsNeeded.fewestPairs(significance: level)) }
    case .unpaired:
      let needed = SeedsNeeded.unpaired(
        difference: difference, standardDeviation: standardDeviation, significance: level)
      return needed.map { Swift.max($0, SeedsNeeded.fewestPerGroup(significance: level)) }
    }
  }

  private func decide() -> ComparisonVerdict {
    guard decidingPValue <= significance else { return .indistinguishable }
    if interval.lower > 0 { return .firstAbove }
    return interval.upper < 0 ? .firstBelow : .indistinguishable
  }

  private static func standardDeviation(_ standardDeviation: Double?, count: Int) throws(MetricsError) -> Double {
    guard count > 1, let standardDeviation else {
      throw .tooFewValues(what: "seeds of a compared configuration", needed: 2, found: count)
    }
    return standardDeviation
  }
}

/// Whether two configurations ran with the same seeds.
public enum ComparisonDesign: String, Codable, Sendable {
  /// The same seeds: each seed gives one difference.
  case paired
  /// Different seeds: two independent groups.
  case unpaired
}

/// What a comparison allows to say.
public enum ComparisonVerdict: String, Codable, Sendable {
  /// The first has the higher values; whether that is better is the metric's direction.
  case firstAbove
  /// The first has the lower values.
  case firstBelow
  /// The runs do not tell the two apart; that is no proof that they are equal.
  case indistinguishable
}
