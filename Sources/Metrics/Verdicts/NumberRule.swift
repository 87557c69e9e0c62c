/// The rule by which a published number is called reproduced, different, or too noisy to tell.
///
/// The published number comes from one run. On the scale of its quantity (logit for shares, logarithm for counts and
/// positive numbers) let c be the mean of n runs of ours and s their standard deviation. The interval that is judged
/// is c ± √(P² + W²), with P = t·s·√(1 + 1/n) for Student's t with n − 1 degrees of freedom, and W the reach of the
/// published share's Wilson interval where it was measured on other examples and all of our runs share theirs.
///
/// - **differs**: the published number, with half a unit of its last digit on both sides, lies outside.
/// - **reproduced**: it lies inside, and the interval is no wider than ``Quantity/widestHalfWidth(around:)`` allows.
/// - **too noisy**: it lies inside, and the interval is wider.
/// - **undecided**: our runs have no spread to judge by, or the published number is impossible.
///
/// A reading that explains k numbers is judged with confidence 1 − (1 − confidence)/k for each, so that a true reading
/// fails with the stated probability as a whole.
public struct NumberRule: Sendable, Equatable {
  /// The version of the rule and the day since which it holds.
  public static let version = "2 (2026-11-30)"
  /// How often a true number is called different is 1 minus this.
  public let confidence: Double

  /// The rule for each of `count` numbers that are judged together.
  public init(confidence: Double = 0.95, numbersTogether count: Int = 1) {
    precondition(confidence > 0 && confidence < 1 && count > 0, "expected a confidence between 0 and 1")
    self.confidence = 1 - (1 - confidence) / Double(count)
  }

  /// Applies the rule.
  ///
  /// - Parameters:
  ///   - published: The printed number.
  ///   - halfUnit: Half a unit of its last printed digit.
  ///   - ours: What our runs gave.
  ///   - examples: On which examples a published share was measured.
  public func judge(
    published: Double, halfUnit: Double, ours: RunSample, quantity: Quantity, examples: TestExamples = .inOurSpread
  ) -> NumberJudgement {
    guard published.isFinite, quantity.bounds.contains(published) else {
      let hint = quantity == .share && published > 1 && published <= 100 ? "; write a percentage with its %" : ""
      return NumberJudgement(.undecided, reason: "the published \(published) is no \(quantity.noun)\(hint)")
    }
    let count = ours.values.count
    guard count > 0 else {
      if ours.divergedCount > 1 { return NumberJudgement(.differs, reason: "all \(ours.divergedCount) runs diverged") }
      let reason = ours.divergedCount == 1 ? "our one run diverged" : "no run has finished"
      return NumberJudgement(.undecided, reason: reason)
    }
    let largest = ours.values.reduce(abs(published)) { Swift.max($0, abs($1)) }
    let floor = quantity == .share ? 0.5 / 10_001 : 1e-3 * largest
    let positions = ours.values.map { quantity.scaled($0, floor: floor) }
    let centre = positions.reduce(0, +) / Double(count)
    let prediction = ours.isExact ? 0 : (try? SeedValues(positions))?.predictionInterval(confidence: confidence)?.width
    let sampling = reach(of: published, examples, quantity, towards: quantity.unscaled(centre), floor: floor)
    let half = prediction.map { (0.25 * $0 * $0 + sampling * sampling).squareRoot() }
    let interval = half.map { half in
      Interval(
        lower: quantity.unscaled(centre - half), upper: quantity.unscaled(centre + half), confidence: confidence,
        method: .prediction)
    }
    let centreValue = quantity.unscaled(centre)
    // A rounding error must not decide: 0.8097 − 0.8092 is more than 0.0005.
    let slack = halfUnit + 1e-12 * largest
    func ends(_ value: Double) -> Double { quantity.scaled(value, floor: floor * 1e-9) }
    let (low, high) = (Swift.max(quantity.bounds.lowerBound, published - slack), published + slack)
    let isInside =
      ends(low) <= centre + (half ?? 0) && ends(Swift.min(quantity.bounds.upperBound, high)) >= centre - (half ?? 0)
    func judgement(_ verdict: NumberVerdict, _ reason: String? = nil) -> NumberJudgement {
      NumberJudgement(verdict, centre: centreValue, interval: ours.isExact ? nil : interval, reason: reason)
    }
    if ours.isExact { return judgement(isInside ? .reproduced : .differs) }
    guard let interval else { return judgement(.undecided, "one run has no spread to judge by") }
    if ours.hasNoSpread {
      return isInside
        ? judgement(.reproduced)
        : judgement(.undecided, "all \(count) runs gave the same value, so their spread is unknown")
    }
    if !isInside { return judgement(.differs) }
    if 0.5 * interval.width > quantity.widestHalfWidth(around: centreValue) {
      return judgement(
        .tooNoisy, "the interval is wider than ± \(quantity.limitText(around: centreValue)), so it holds too much")
    }
    return judgement(.reproduced)
  }

  /// The distance on the scale from a share to the end of its Wilson interval on the side of another value.
  private func reach(
    of share: Double, _ examples: TestExamples, _ quantity: Quantity, towards other: Double, floor: Double
  ) -> Double {
    guard case .others(let count) = examples, quantity == .share, count > 0 else { return 0 }
    let successes = Int((share * Double(count)).rounded())
    let wilson = Interval.wilson(successes: successes, trials: count, confidence: confidence)
    let end = other > share ? Swift.max(share, wilson.upper) : Swift.min(share, wilson.lower)
    return abs(quantity.scaled(end, floor: floor) - quantity.scaled(share, floor: floor))
  }
}

extension Quantity {
  /// What a number of this kind is, for messages.
  var noun: String {
    switch self {
    case .share: "share from 0 to 1"
    case .count: "count of 0 or more"
    case .positive: "number of 0 or more"
    case .real: "finite number"
    }
  }
}
