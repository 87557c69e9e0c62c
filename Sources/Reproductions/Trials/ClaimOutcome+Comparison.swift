import FledgeMetrics
public import FledgePages

extension ClaimOutcome {
  /// "The first is better than the second", by the test accuracies of the same seeds.
  ///
  /// Seeds of which one has diverged are left out; without two of them nothing is decided.
  public static func better(
    _ name: String, _ first: (name: String, trials: [Trial]), _ second: (name: String, trials: [Trial])
  ) throws -> ClaimOutcome {
    let pairs = zip(first.trials, second.trials).map { ($0.testAccuracy, $1.testAccuracy) }
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
  /// The same verdict with more to say.
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
