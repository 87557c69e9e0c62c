/// One number for each seed, such as the test accuracy of each run of a study: never empty, all finite.
public struct SeedValues: Codable, Equatable, Sendable {
  /// The values in the order given.
  public let values: [Double]

  /// The values in ascending order.
  let sorted: [Double]

  /// Takes the values of the seeds.
  ///
  /// - Throws: `MetricsError` when there are none, or one is NaN or infinite.
  public init(_ values: [Double]) throws(MetricsError) {
    guard !values.isEmpty else { throw .tooFewValues(what: "values over seeds", needed: 1, found: 0) }
    if let position = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "value over seeds", position: position)
    }
    self.values = values
    sorted = values.sorted()
  }

  /// Reads a list of numbers.
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode([Double].self))
  }

  /// Writes the list of numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }

  /// The number of seeds.
  public var count: Int { values.count }

  /// The lowest value.
  public var minimum: Double { sorted[0] }

  /// The highest value.
  public var maximum: Double { sorted[count - 1] }

  /// The arithmetic mean.
  public var mean: Double { value(of: .mean) }

  /// The middle value, or the mean of the two middle ones.
  public var median: Double { value(of: .median) }

  /// The mean after dropping ⌊n/4⌋ values at each end: the 25 % trimmed mean, `scipy.stats.trim_mean(x, 0.25)`.
  ///
  /// Source: R. Agarwal et al., Deep reinforcement learning at the edge of the statistical precipice, 2021.
  public var interquartileMean: Double { value(of: .interquartileMean) }

  /// A statistic of the values; the order of the seeds does not change a bit of it.
  public func value(of estimator: Estimator) -> Double { estimator.value(ofSorted: sorted) }

  /// s = √(Σ(x − mean)² / (n − 1)); `nil` for a single seed.
  public var sampleStandardDeviation: Double? {
    guard count > 1 else { return nil }
    let centre = mean
    return (sorted.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(count - 1)).squareRoot()
  }

  /// The quantile by linear interpolation between order statistics: position (n − 1)·p, Hyndman and Fan's type 7.
  ///
  /// This is NumPy's default. Source: R. Hyndman, Y. Fan, Sample quantiles in statistical packages, 1996.
  public func quantile(_ probability: Double) -> Double { interpolatedQuantile(ofSorted: sorted, probability) }

  /// The quartile at 0.25, type 7.
  public var lowerQuartile: Double { quantile(0.25) }

  /// The quartile at 0.75, type 7.
  public var upperQuartile: Double { quantile(0.75) }

  /// Student's t interval of the mean: mean ± t·s/√n with n − 1 degrees of freedom; `nil` for a single seed.
  public func meanInterval(confidence: Double = 0.95) -> Interval? {
    studentInterval(confidence: confidence, variances: 1 / Double(count), method: .studentT)
  }

  /// The interval that one further run falls into: mean ± t·s·√(1 + 1/n); `nil` for a single seed.
  ///
  /// Exact for normally distributed runs.
  public func predictionInterval(confidence: Double = 0.95) -> Interval? {
    studentInterval(confidence: confidence, variances: 1 + 1 / Double(count), method: .prediction)
  }

  func studentInterval(confidence: Double, variances: Double, method: IntervalMethod) -> Interval? {
    guard let standardDeviation = sampleStandardDeviation else { return nil }
    let t = CriticalT.twoSided(level: 1 - confidence, degreesOfFreedom: Double(count - 1))
    let half = t * standardDeviation * variances.squareRoot()
    return Interval(lower: mean - half, upper: mean + half, confidence: confidence, method: method)
  }
}

/// The type-7 quantile of values in ascending order.
func interpolatedQuantile(ofSorted sorted: [Double], _ probability: Double) -> Double {
  precondition(probability >= 0 && probability <= 1, "a quantile needs a probability from 0 to 1")
  let position = Double(sorted.count - 1) * probability
  let index = Swift.min(Int(position), sorted.count - 1)
  guard index + 1 < sorted.count else { return sorted[index] }
  return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
}
