import FledgeMetrics

/// The middle of some values that need not be finite; NaN where none is.
public struct Spread: Sendable, Equatable {
  /// The middle value of the finite ones.
  public let median: Double
  /// A quarter of the finite ones lie below.
  public let lowerQuartile: Double
  /// A quarter of the finite ones lie above.
  public let upperQuartile: Double

  /// Looks at values.
  public init(_ values: [Double]) {
    let seeds = try? SeedValues(values.filter(\.isFinite))
    median = seeds?.median ?? .nan
    lowerQuartile = seeds?.lowerQuartile ?? .nan
    upperQuartile = seeds?.upperQuartile ?? .nan
  }
}
