/// An interval with its confidence and the method that made it.
public struct Interval: Codable, Equatable, Sendable {
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double
  /// The nominal confidence, such as 0.95.
  public let confidence: Double
  /// How the interval was made.
  public let method: IntervalMethod

  public init(lower: Double, upper: Double, confidence: Double, method: IntervalMethod) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
    self.method = method
  }

  /// Upper end minus lower end.
  public var width: Double { upper - lower }

  /// Whether a value lies inside or on an end.
  public func contains(_ value: Double) -> Bool { value >= lower && value <= upper }
}

/// How an interval was made.
public enum IntervalMethod: String, Codable, Sendable {
  /// Student's t interval of a mean.
  case studentT
  /// Student's t interval for one further run.
  case prediction
  /// Student's t interval of a mean over folds, wider by Nadeau and Bengio's correction.
  case correctedResampledT
  /// The quantiles of the bootstrap distribution.
  case bootstrapPercentile
  /// Bias-corrected and accelerated bootstrap quantiles.
  case bootstrapBiasCorrectedAccelerated
  /// Wilson's score interval of a proportion.
  case wilson
  /// Clopper and Pearson's exact interval of a proportion.
  case clopperPearson
  /// The ranks that pairwise t tests at a shared level leave possible.
  case pairwiseTests
}

extension Interval {
  /// Wilson's score interval of a proportion, such as an accuracy over test images.
  ///
  /// (p + z²/2n ± z√(p(1 − p)/n + z²/4n²)) / (1 + z²/n), with z the normal quantile, without continuity
  /// correction. Source: E. B. Wilson, Probable inference, 1927.
  public static func wilson(successes: Int, trials: Int, confidence: Double = 0.95) -> Interval {
    precondition(trials > 0 && successes >= 0 && successes <= trials, "a proportion is 0...n successes of n > 0")
    let n = Double(trials)
    let proportion = Double(successes) / n
    let z = NormalDistribution.quantile(0.5 + confidence / 2)
    let scale = 1 / (1 + z * z / n)
    let centre = (proportion + z * z / (2 * n)) * scale
    let half = z * (proportion * (1 - proportion) / n + z * z / (4 * n * n)).squareRoot() * scale
    // Rounding must not move the ends off 0 and 1 where they lie exactly there.
    return Interval(
      lower: successes == 0 ? 0 : centre - half, upper: successes == trials ? 1 : centre + half,
      confidence: confidence, method: .wilson)
  }
}
