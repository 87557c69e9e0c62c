public import FledgeMetrics

/// What we measured where a report gives a number.
public enum Measured: Sendable, Equatable {
  /// One value for each run; shares from 0 to 1 where the report prints percentages.
  case seeds([Double])
  /// A value without chance: counted, or computed from the report's own numbers.
  case exact(Double)
  /// Nothing, for a reason such as "not run at this scale".
  case missing(String)

  /// The values as the rule takes them; `nil` where nothing was measured.
  var sample: RunSample? {
    switch self {
    case .seeds(let values): RunSample(runs: values)
    case .exact(let value): RunSample(exact: value)
    case .missing: nil
    }
  }
}

/// The statistics of a measured number that a page shows.
public struct MeasuredSummary: Sendable, Equatable {
  /// The values, one for each run that gave one.
  public let values: [Double]
  /// The estimator that was judged: the mean on the scale of the quantity, in the unit of the values.
  public let centre: Double
  /// The arithmetic mean.
  public let mean: Double
  /// The standard deviation over runs; `nil` for a single value.
  public let standardDeviation: Double?
  /// The 95 % interval that was judged; `nil` for one run and for a value without chance.
  public let interval: Interval?
  /// The runs that gave no finite value, and are left out of the rest.
  public let divergedCount: Int
  /// Whether the value has no chance in it.
  public let isExact: Bool

  /// The number of runs that gave a finite value; 1 for a value without chance.
  public var count: Int { values.count }

  /// The statistics of what was judged; `nil` without values.
  init?(_ sample: RunSample, _ judgement: NumberJudgement) {
    guard let mean = sample.mean else { return nil }
    values = sample.values
    self.mean = mean
    centre = judgement.centre ?? mean
    standardDeviation = sample.standardDeviation
    interval = judgement.interval
    divergedCount = sample.divergedCount
    isExact = sample.isExact
  }

  /// The statistics of what a claim was judged by; `nil` without values.
  init?(_ result: ClaimResult) {
    let sample = RunSample(runs: result.values)
    guard let mean = sample.mean else { return nil }
    values = sample.values
    self.mean = mean
    centre = mean
    standardDeviation = sample.standardDeviation
    interval = result.interval
    divergedCount = sample.divergedCount
    isExact = false
  }
}
