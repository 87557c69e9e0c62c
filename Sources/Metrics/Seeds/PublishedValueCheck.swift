/// Whether runs over seeds reproduce a number that somebody published.
///
/// The rule: the value is reproduced if it lies inside the 95 % prediction interval for one run
/// (mean ± t·s·√(1 + 1/n)), or no further from the mean of the runs than a stated measurement error, such as
/// half a unit of the last printed digit. It differs otherwise. With a single run there is no interval: outside
/// the measurement error the question then stays open. Few or widely spread runs reproduce almost any number, which
/// is why the interval stands in the sentence.
public struct PublishedValueCheck: Codable, Equatable, Sendable {
  /// The published value, in the unit of the metric.
  public let published: Double
  /// What was measured.
  public let metric: Metric
  /// The statistics of the runs.
  public let runs: SeedSummary
  /// The interval that one further run falls into; `nil` for a single run.
  public let predictionInterval: Interval?
  /// The measurement error of the published value, in the unit of the metric.
  public let measurementError: Double
  /// The share of runs below the published value, runs equal to it counting half.
  public let shareBelow: Double
  /// What the runs allow to say.
  public let verdict: ReproductionVerdict

  /// Checks a published value against runs.
  ///
  /// - Throws: `MetricsError` when the published value is not finite.
  public init(
    published: Double, runs: SeedValues, metric: Metric, measurementError: Double = 0, confidence: Double = 0.95
  ) throws(MetricsError) {
    precondition(measurementError >= 0, "a measurement error is not negative")
    guard published.isFinite else { throw .notFinite(what: "published value", position: 0) }
    self.published = published
    self.metric = metric
    self.measurementError = measurementError
    self.runs = SeedSummary(runs, confidence: confidence)
    let interval = runs.predictionInterval(confidence: confidence)
    predictionInterval = interval
    let below = runs.values.reduce(0.0) { $0 + ($1 < published ? 1 : $1 == published ? 0.5 : 0) }
    shareBelow = below / Double(runs.count)
    // 0.8097 − 0.8092 is a rounding error more than 0.0005.
    let slack = relativeTieTolerance * Swift.max(abs(published), abs(runs.mean))
    if abs(published - runs.mean) <= measurementError + slack {
      verdict = .withinMeasurementError
    } else if let interval {
      verdict = interval.contains(published) ? .withinPredictionInterval : .differs
    } else {
      verdict = .undecided
    }
  }

  /// Whether the rule counts the value as reproduced.
  public var isReproduced: Bool { verdict == .withinPredictionInterval || verdict == .withinMeasurementError }

  /// The verdict in one sentence, with the interval it rests on.
  public var sentence: String {
    let factor = metric.unit.displayFactor
    let spread = (predictionInterval?.width ?? 10 * measurementError) * factor
    let positions = Swift.max(DecimalText.positions(showing: spread), metric.unit == .fraction ? 2 : 0)
    func shown(_ value: Double) -> String { DecimalText.fixed(value * factor, positions: positions) }
    let suffix = metric.unit.suffix
    let value = "the published \(shown(published))\(suffix)"
    let runsText = runs.count == 1 ? "the one run" : "the mean of \(runs.count) runs"
    let mean = "\(runsText) (\(shown(runs.mean))\(suffix))"
    let range =
      predictionInterval.map { interval in
        let percent = DecimalText.fixed(100 * interval.confidence, positions: 0)
        return "the \(percent) % prediction interval of one run "
          + "(\(shown(interval.lower)) to \(shown(interval.upper))\(suffix))"
      } ?? ""
    let side = published > runs.mean ? "above" : "below"
    let distance = shown(abs(published - runs.mean)) + metric.unit.differenceSuffix
    switch verdict {
    case .withinPredictionInterval:
      return "reproduced: \(value) lies inside \(range), around \(mean)"
    case .withinMeasurementError:
      let error = DecimalText.fixed(measurementError * factor, positions: positions + 1) + metric.unit.differenceSuffix
      return "reproduced: \(value) equals \(mean) within the measurement error of \(error)"
    case .differs:
      return "differs: \(value) lies \(distance) \(side) \(mean), outside \(range)"
    case .undecided:
      return "undecided: \(value) lies \(distance) \(side) \(mean), and a single run has no spread to judge it by"
    }
  }
}

/// What runs say about a published number.
public enum ReproductionVerdict: String, Codable, Sendable {
  /// Reproduced: one run would give such a value.
  case withinPredictionInterval
  /// Reproduced: the distance to the mean of the runs is within the stated measurement error.
  case withinMeasurementError
  /// The value lies outside both.
  case differs
  /// A single run outside the measurement error: there is no spread to judge by.
  case undecided
}
