public import FledgeMetrics
public import FledgePages

extension ClaimOutcome {
  /// "The first is better than the second", by the test accuracies of the same seeds.
  ///
  /// Seeds of which one has diverged are left out; with fewer than two the outcome is undecided.
  public static func better(
    _ name: String, _ first: (name: String, runs: [ReportRun]), _ second: (name: String, runs: [ReportRun])
  ) throws -> ClaimOutcome {
    ClaimOutcome(
      Claim.compare(
        Claim.Group(first.name, first.runs.map(\.testAccuracy)),
        betterThan: Claim.Group(second.name, second.runs.map(\.testAccuracy)),
        by: Claim.Design(.accuracy.on(.test), paired: true)))
  }

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

  /// "The first is better than the second", tested on two lists of runs without pairing (Welch).
  ///
  /// Values that are not finite are left out; with fewer than two on a side the outcome is undecided.
  public static func better(
    _ first: (name: String, values: [Double]), than second: (name: String, values: [Double]), by metric: Metric
  ) throws -> ClaimOutcome {
    ClaimOutcome(
      Claim.compare(
        Claim.Group(first.name, first.values), betterThan: Claim.Group(second.name, second.values),
        by: Claim.Design(metric, paired: false)))
  }

  /// "The first brings no improvement over the second": by no more than a margin that is stated beforehand.
  public static func notBetter(
    _ first: (name: String, values: [Double]), than second: (name: String, values: [Double]), by metric: Metric,
    within margin: Double
  ) throws -> ClaimOutcome {
    ClaimOutcome(
      Claim.notBetter(
        Claim.Group(first.name, first.values), than: Claim.Group(second.name, second.values), within: margin,
        by: Claim.Design(metric, paired: false)))
  }
}
