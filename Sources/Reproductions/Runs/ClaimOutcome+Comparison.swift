public import FledgeMetrics
public import FledgePages

extension ClaimOutcome {
  /// "The first is better than the second", by the test accuracies of the same seeds.
  ///
  /// Seeds of which one has diverged are left out; with fewer than two the outcome is undecided.
  public static func better(
    _ name: String, _ first: (name: String, runs: [ReportRun]), _ second: (name: String, runs: [ReportRun])
  ) throws -> ClaimOutcome {
    let pairs = zip(first.runs, second.runs).map { ($0.testAccuracy, $1.testAccuracy) }
      .filter { $0.isFinite && $1.isFinite }
    guard pairs.count > 1 else { return .undecided("\(pairs.count) seeds have a result under both") }
    return .better(
      name,
      try Comparison(
        first.name, second.name, paired: PairedSeedValues(SeedValues(pairs.map(\.0)), SeedValues(pairs.map(\.1))),
        metric: .accuracy.on(.test)))
  }
}

extension ClaimOutcome {
  /// The same verdict with a longer sentence.
  public func adding(_ words: String) -> ClaimOutcome {
    let longer = sentence + "; " + words
    return switch verdict {
    case .reproduced: .holds(longer)
    case .differs: .fails(longer)
    case .notTested: .notTested(longer)
    default: .undecided(longer)
    }
  }
}

extension ClaimOutcome {
  /// "The first is better than the second", tested on two lists of runs without pairing (Mann and Whitney); five runs
  /// each can decide it.
  ///
  /// Values that are not finite are left out; with fewer than two on a side the outcome is undecided.
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
