/// Whether the runs of two configurations can be told apart, with everything that a table needs to say so.
///
/// Test and interval are dual: the verdict is "above" or "below" exactly when the interval of the difference excludes 0,
/// which is when the test's p-value is at most the significance level. In a family of m comparisons both are adjusted
/// alike (Bonferroni), so that all intervals hold together with the stated confidence.
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
  /// The values of the first configuration, in the order of the seeds.
  public let firstValues: [Double]
  /// The values of the second configuration, in the order of the seeds.
  public let secondValues: [Double]
  /// The mean of first − second over seeds.
  public let difference: Double
  /// Student's t interval of `difference`, at the adjusted level; within −1 to 1 for shares.
  public private(set) var interval: Interval
  /// Student's paired t test, or Welch's where the seeds differ.
  public let test: TestResult
  /// The rank-biserial correlation when paired, Cliff's delta when not; both −1 to 1.
  public let effectSize: Double
  /// The level α of the whole family.
  public let significance: Double
  /// How many comparisons are judged together.
  public private(set) var familySize: Int
  /// The seeds for a power of 80 % at the adjusted level, if the true difference were the one seen; `nil` where that is
  /// 0, or no spread is known.
  public var seedsNeeded: Int? {
    guard standardDeviation > 0, difference != 0 else { return nil }
    let effect = difference / standardDeviation
    let level = significance / Double(familySize)
    return design == .paired
      ? TTestPower.pairsNeeded(effect: effect, significance: level)
      : TTestPower.perGroupNeeded(effect: effect, significance: level)
  }
  /// The p-value times the size of the family, at most 1; `nil` for a comparison by itself.
  public private(set) var adjustedPValue: Double?
  /// What the runs allow to say.
  public private(set) var verdict: ComparisonVerdict
  /// The standard deviation of the differences, or the pooled one of the two groups.
  public let standardDeviation: Double
  private let standardError: Double
  private let degreesOfFreedom: Double

  /// Compares two configurations run with the same seeds, in the same order.
  ///
  /// - Throws: `MetricsError` when there are fewer than two seeds.
  public init(
    _ firstName: String, _ secondName: String, paired values: PairedSeedValues, metric: Metric,
    significance: Double = 0.05
  ) throws(MetricsError) {
    let standardDeviation = try Self.standardDeviation(values.differences.sampleStandardDeviation, count: values.count)
    let largest = (values.first.values + values.second.values).reduce(0) { Swift.max($0, abs($1)) }
    // Equal differences of rounded numbers have a spread of rounding errors.
    let spread = standardDeviation <= relativeTieTolerance * largest ? 0 : standardDeviation
    self.init(
      names: (firstName, secondName), values: (values.first, values.second), metric: metric, design: .paired,
      difference: values.differences.mean, effectSize: values.rankBiserial, significance: significance,
      spread: (spread, spread / Double(values.count).squareRoot(), Double(values.count - 1)))
  }

  /// Compares two configurations run with different seeds, which may have different spreads (Welch).
  ///
  /// - Throws: `MetricsError` when either has fewer than two seeds.
  public init(
    _ firstName: String, _ secondName: String, unpaired values: UnpairedSeedValues, metric: Metric,
    significance: Double = 0.05
  ) throws(MetricsError) {
    let fewest = Swift.min(values.first.count, values.second.count)
    let standardDeviation = try Self.standardDeviation(values.pooledStandardDeviation, count: fewest)
    let parts = [values.first, values.second].map { group in
      let s = group.sampleStandardDeviation ?? 0
      return s * s / Double(group.count)
    }
    let variance = parts[0] + parts[1]
    let freedom =
      variance * variance
      / (parts[0] * parts[0] / Double(values.first.count - 1) + parts[1] * parts[1] / Double(values.second.count - 1))
    self.init(
      names: (firstName, secondName), values: (values.first, values.second), metric: metric, design: .unpaired,
      difference: values.first.mean - values.second.mean, effectSize: values.cliffsDelta, significance: significance,
      spread: (variance > 0 ? standardDeviation : 0, variance.squareRoot(), variance > 0 ? freedom : 1))
  }

  private init(
    names: (String, String), values: (SeedValues, SeedValues), metric: Metric, design: ComparisonDesign,
    difference: Double, effectSize: Double, significance: Double,
    spread: (deviation: Double, error: Double, freedom: Double)
  ) {
    (firstName, secondName) = names
    self.metric = metric
    self.design = design
    (firstValues, secondValues) = (values.0.values, values.1.values)
    (firstCount, secondCount) = (values.0.count, values.1.count)
    self.difference = difference
    self.effectSize = effectSize
    self.significance = significance
    (standardDeviation, standardError, degreesOfFreedom) = spread
    let t = difference == 0 ? 0 : spread.error > 0 ? difference / spread.error : 0
    let p = t == 0 ? 1 : StudentDistribution(degreesOfFreedom: spread.freedom).twoSidedTail(t)
    test = TestResult(test: design == .paired ? .pairedT : .welchT, statistic: t, pValue: p, method: .studentT)
    familySize = 1
    verdict = .indistinguishable
    interval = Interval(lower: difference, upper: difference, confidence: 1 - significance, method: .studentT)
    decide()
  }

  /// The p-value that the verdict rests on: the adjusted one where there is one.
  public var decidingPValue: Double { adjustedPValue ?? test.pValue }

  /// The differences of the same seeds; `nil` where the seeds differ.
  public var differences: [Double]? { design == .paired ? zip(firstValues, secondValues).map { $0 - $1 } : nil }

  /// The comparisons of one family in the same order, tests and intervals adjusted alike for their number.
  public static func simultaneous(_ family: [Comparison]) -> [Comparison] {
    family.map { comparison in
      var adjusted = comparison
      adjusted.familySize = family.count
      adjusted.adjustedPValue = Swift.min(1, Double(family.count) * comparison.test.pValue)
      adjusted.decide()
      return adjusted
    }
  }

  private mutating func decide() {
    let level = significance / Double(familySize)
    guard standardError > 0 else {
      interval = Interval(lower: difference, upper: difference, confidence: 1 - level, method: .studentT)
      verdict = difference == 0 ? .indistinguishable : .noSpread
      return
    }
    let critical = CriticalT.twoSided(level: level, degreesOfFreedom: degreesOfFreedom)
    let limit = metric.unit == .fraction ? 1 : Double.infinity
    interval = Interval(
      lower: Swift.max(-limit, difference - critical * standardError),
      upper: Swift.min(limit, difference + critical * standardError), confidence: 1 - significance, method: .studentT)
    verdict =
      decidingPValue > significance ? .indistinguishable : difference > 0 ? .firstAbove : .firstBelow
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
  /// The difference is the same for every seed and not 0, so no test can say how sure it is.
  case noSpread
}
