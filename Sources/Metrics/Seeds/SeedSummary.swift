/// The statistics of the values over seeds that a table or a figure shows.
public struct SeedSummary: Codable, Equatable, Sendable {
  /// The number of seeds.
  public let count: Int
  /// The lowest value.
  public let minimum: Double
  /// The quartile at 0.25, type 7.
  public let lowerQuartile: Double
  public let median: Double
  /// The quartile at 0.75, type 7.
  public let upperQuartile: Double
  /// The highest value.
  public let maximum: Double
  /// The 25 % trimmed mean.
  public let interquartileMean: Double
  /// The arithmetic mean.
  public let mean: Double
  /// The standard deviation with divisor n − 1; `nil` for a single seed.
  public let sampleStandardDeviation: Double?
  /// Student's t interval of the mean; `nil` for a single seed.
  public let meanInterval: Interval?
  /// The percentile bootstrap interval of the interquartile mean; `nil` for a single seed.
  public let interquartileMeanInterval: Interval?

  /// Summarises the values.
  public init(_ values: SeedValues, confidence: Double = 0.95, resampleCount: Int = 10_000, seed: UInt64 = 0) {
    count = values.count
    minimum = values.minimum
    lowerQuartile = values.lowerQuartile
    median = values.median
    upperQuartile = values.upperQuartile
    maximum = values.maximum
    interquartileMean = values.interquartileMean
    mean = values.mean
    sampleStandardDeviation = values.sampleStandardDeviation
    meanInterval = values.meanInterval(confidence: confidence)
    interquartileMeanInterval =
      values.count < 2
      ? nil
      : values.bootstrap(.interquartileMean, resampleCount: resampleCount, seed: seed)
        .percentileInterval(confidence: confidence)
  }
}
