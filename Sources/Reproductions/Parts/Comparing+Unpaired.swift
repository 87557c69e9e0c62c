public import FledgeMetrics
public import FledgePages

extension ClaimOutcome {
  /// "The first is better than the second" by two lists of runs, tested without pairing (Mann and Whitney), which five
  /// runs each can decide.
  ///
  /// Values that are not finite are left out; without two on each side nothing is decided.
  public static func better(
    _ first: (name: String, values: [Double]), than second: (name: String, values: [Double]), by metric: Metric
  ) throws -> ClaimOutcome {
    guard let comparison = try comparison(first, second, metric) else { return tooFewRuns }
    return .better(first.name, comparison)
  }

  /// "The first brings no improvement over the second", by the same test.
  public static func notBetter(
    _ first: (name: String, values: [Double]), than second: (name: String, values: [Double]), by metric: Metric
  ) throws -> ClaimOutcome {
    guard let comparison = try comparison(first, second, metric) else { return tooFewRuns }
    return .notBetter(first.name, comparison)
  }

  private static var tooFewRuns: ClaimOutcome { .undecided("a comparison needs two runs on each side") }

  private static func comparison(
    _ first: (name: String, values: [Double]), _ second: (name: String, values: [Double]), _ metric: Metric
  ) throws -> Comparison? {
    let finite = [first, second].map { $0.values.filter(\.isFinite) }
    guard finite.allSatisfy({ $0.count > 1 }) else { return nil }
    return try Comparison(
      first.name, second.name, unpaired: UnpairedSeedValues(SeedValues(finite[0]), SeedValues(finite[1])),
      metric: metric)
  }
}
