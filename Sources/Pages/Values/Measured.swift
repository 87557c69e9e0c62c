public import FledgeMetrics

/// What we measured where a report gives a number.
public enum Measured: Sendable, Equatable {
  /// One value for each run; shares from 0 to 1 where the report prints percentages.
  case seeds([Double])
  /// A value without chance: counted, or computed from the report's own numbers.
  case exact(Double)
  /// Nothing, for a reason such as "not run at this scale".
  case missing(String)

  /// The statistics; `nil` where nothing finite was measured.
  public var summary: MeasuredSummary? {
    switch self {
    case .seeds(let values):
      let finite = values.filter(\.isFinite)
      guard let seeds = try? SeedValues(finite) else { return nil }
      return MeasuredSummary(seeds: seeds, divergedCount: values.count - finite.count)
    case .exact(let value):
      return value.isFinite ? MeasuredSummary(exact: value) : nil
    case .missing: return nil
    }
  }
}

/// The statistics of a measured number that a page shows.
public struct MeasuredSummary: Sendable, Equatable {
  /// The median over runs.
  public let median: Double
  /// The mean over runs, which the interval is around.
  public let mean: Double
  /// The 95 % prediction interval of one more run; `nil` for one run and for a value without chance.
  public let interval: Interval?
  /// The number of runs that gave a finite value; 1 for a value without chance.
  public let count: Int
  /// The runs that gave no finite value, and are left out of the rest.
  public let divergedCount: Int
  /// Whether the value has no chance in it.
  public let isExact: Bool

  init(seeds: SeedValues, divergedCount: Int) {
    median = seeds.median
    mean = seeds.mean
    interval = seeds.predictionInterval()
    count = seeds.count
    self.divergedCount = divergedCount
    isExact = false
  }

  init(exact value: Double) {
    median = value
    mean = value
    interval = nil
    count = 1
    divergedCount = 0
    isExact = true
  }
}
