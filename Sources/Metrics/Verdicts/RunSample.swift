/// What our runs gave for one number: the values, and what a verdict needs of them.
public struct RunSample: Sendable, Equatable {
  /// The finite values, one for each run that gave one, in the order of the seeds.
  public let values: [Double]
  /// The runs without a finite value.
  public let divergedCount: Int
  /// Whether the value has no chance in it, such as a count over data.
  public let isExact: Bool

  /// Takes one value for each run; those that are not finite count as diverged.
  public init(runs: [Double]) {
    values = runs.filter(\.isFinite)
    divergedCount = runs.count - values.count
    isExact = false
  }

  /// Takes a value without chance.
  public init(exact value: Double) {
    values = value.isFinite ? [value] : []
    divergedCount = 0
    isExact = true
  }

  /// The arithmetic mean; `nil` without values.
  public var mean: Double? { (try? SeedValues(values))?.mean }
  /// The standard deviation with divisor n − 1; `nil` with fewer than two values.
  public var standardDeviation: Double? { (try? SeedValues(values))?.sampleStandardDeviation }
  /// Whether several runs gave one and the same value, so that their spread is unknown.
  public var hasNoSpread: Bool { values.count > 1 && values.allSatisfy { $0 == values[0] } }
}

/// On which test examples a published share was measured.
public enum TestExamples: Sendable, Equatable {
  /// On the same examples as ours, or on examples that each of our runs draws anew: sampling is then in our spread.
  case inOurSpread
  /// On this many other examples, while all of our runs share one test set.
  case others(Int)
}
