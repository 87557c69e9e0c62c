/// Two lists of values over the same seeds, compared seed by seed.
///
/// Pairing removes what the seed does to both (initialisation, split, order of batches) and so needs far fewer
/// seeds than two independent lists.
public struct PairedSeedValues: Sendable {
  /// The values of the first configuration.
  public let first: SeedValues
  /// The values of the second configuration, in the same order of seeds.
  public let second: SeedValues
  /// first − second, for each seed; differences that are rounding alone are 0.
  public let differences: SeedValues

  /// How far two differences may lie apart and still count as tied.
  let tieTolerance: Double

  /// Pairs two lists.
  ///
  /// - Throws: `MetricsError` when the lists differ in length.
  public init(_ first: SeedValues, _ second: SeedValues) throws(MetricsError) {
    guard first.count == second.count else {
      throw .countMismatch(what: "values of the same seeds", expected: first.count, found: second.count)
    }
    self.first = first
    self.second = second
    let largest = (first.values + second.values).reduce(0) { Swift.max($0, abs($1)) }
    let tolerance = relativeTieTolerance * largest
    tieTolerance = tolerance
    differences = try SeedValues(
      zip(first.values, second.values).map { abs($0 - $1) <= tolerance ? 0 : $0 - $1 })
  }

  /// The number of seeds.
  public var count: Int { first.count }

  /// Resamples the seeds, each with both its values, and computes the statistic of the differences.
  public func bootstrap(_ estimator: Estimator, resampleCount: Int = 10_000, seed: UInt64 = 0) -> BootstrapDistribution
  {
    differences.bootstrap(estimator, resampleCount: resampleCount, seed: seed)
  }

  /// Cohen's d of pairs (d_z): mean difference / standard deviation of the differences.
  ///
  /// `nil` for a single seed or differences that are all equal. It is not comparable with the unpaired d, which
  /// divides by the spread over seeds. Source: J. Cohen, Statistical power analysis, 1988, eq. 2.3.5.
  public var cohensDOfPairs: Double? {
    guard let standardDeviation = differences.sampleStandardDeviation, standardDeviation > 0 else { return nil }
    return differences.mean / standardDeviation
  }

  /// The matched-pairs rank-biserial correlation: (W⁺ − W⁻) / (W⁺ + W⁻), −1 to 1; 0 when no pair differs.
  ///
  /// Source: D. Kerby, The simple difference formula, 2014.
  public var rankBiserial: Double {
    let sums = signedRankSums
    return sums.total == 0 ? 0 : Double(2 * sums.doubledPlus - sums.total) / Double(sums.total)
  }
}
