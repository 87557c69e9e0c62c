public import FledgeMetrics
public import FledgePages

// Comparisons of runs with the same seeds in the same order, seed by seed (paired t). A seed of which one value is not
// finite is left out; with fewer than two the outcome is undecided.
extension ClaimOutcome {
  /// The name of one side and its values, one for each seed.
  public typealias Side = (name: String, values: [Double])

  /// "The first is better than the second", by the test accuracies.
  public static func better(
    _ name: String, _ first: (name: String, runs: [ReportRun]), _ second: (name: String, runs: [ReportRun])
  ) throws -> ClaimOutcome {
    better(
      (first.name, first.runs.map(\.testAccuracy)), than: (second.name, second.runs.map(\.testAccuracy)),
      by: .accuracy.on(.test))
  }

  /// "The first is better than the second", or higher where the metric has no better side.
  /// - Parameter parts: How many such parts the claim has; each then fails at the level over their number.
  public static func better(_ first: Side, than second: Side, by metric: Metric, parts: Int = 1) -> ClaimOutcome {
    ClaimOutcome(
      Claim.compare(
        Claim.Group(first.name, first.values), betterThan: Claim.Group(second.name, second.values),
        by: Claim.Design(metric, paired: true), parts: parts))
  }

  /// "The first brings no improvement over the second": by no more than a margin that is stated beforehand.
  public static func notBetter(
    _ first: Side, than second: Side, by metric: Metric, within margin: Double
  ) -> ClaimOutcome {
    ClaimOutcome(
      Claim.notBetter(
        Claim.Group(first.name, first.values), than: Claim.Group(second.name, second.values), within: margin,
        by: Claim.Design(metric, paired: true)))
  }

  /// "The two do not differ", by a margin that is stated beforehand.
  public static func equal(
    _ first: Side, _ second: Side, by metric: Metric, within margin: Double
  ) -> ClaimOutcome {
    ClaimOutcome(
      Claim.equal(
        Claim.Group(first.name, first.values), Claim.Group(second.name, second.values), within: margin,
        by: Claim.Design(metric, paired: true)))
  }
}
