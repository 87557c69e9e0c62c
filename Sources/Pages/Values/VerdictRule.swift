import FledgeMetrics

/// The one rule by which a published number is called reproduced or different.
///
/// |published − mean of ours| ≤ √(P² + W²) + r, where P is the half width of the 95 % prediction interval for one more
/// run of ours (t·s·√(1 + 1/n)), W the half width of the published number's Wilson interval where it is a share of
/// examples that are not ours, and r half a unit of its last printed digit. It was written before any run.
public enum VerdictRule {
  /// The rule as every page states it.
  static let statements = [
    "A published number comes from one run. It counts as reproduced when it lies no further from the mean of our runs "
      + "than √(P² + W²) + r, and as different otherwise. The rule was written down before any run.",
    "P is the half width of the 95 % prediction interval for one more run of ours: t·s·√(1 + 1/n) over n seeds, with "
      + "Student's t for n − 1 degrees of freedom. It is the interval that stands beside our medians.",
    "r is half a unit of the last digit that the report prints.",
    "W is zero where the report measured on the same examples as we. Where its number is a share of examples that are "
      + "not ours, W reaches from it to the end of its 95 % Wilson interval on the side of our mean.",
    "A single run has no spread, so P is zero: outside the margin the question stays undecided. A number that has no "
      + "chance in it, such as a count, is held against W and r alone.",
    "Few or widely spread runs make the interval wide, and then it holds almost any number: read the verdict with the "
      + "interval. Runs that diverged are left out of it and counted beside it.",
    "Where several readings of the settings stand under one number, it counts as reproduced when a reading that keeps to "
      + "the text reproduces it.",
    "A claim in words is judged by the test that stands under it; it is undecided where our runs cannot tell two "
      + "things apart, which is no proof that they are equal.",
    "Contradicted by the report itself: the report says two things that exclude each other, whatever we measure.",
    "Shown: a figure or table that is drawn again from our runs and states nothing to be judged by itself.",
    "Only the full scale, with the report's own runs and epochs, gives verdicts on what depends on them. Data other "
      + "than MNIST give no verdicts at all.",
  ]

  /// What the rule says of one number.
  public struct Judgement: Sendable, Equatable {
    /// The verdict, before scale and data are looked at.
    public let verdict: Verdict
    /// The verdict in a sentence.
    public let outcome: String
  }

  /// Applies the rule.
  ///
  /// - Parameter otherExamples: how many examples the published share was measured on, if they are not ours.
  public static func judge(_ published: Published, _ measured: Measured, otherExamples: Int? = nil) -> Judgement {
    if case .missing(let reason) = measured { return Judgement(verdict: .notTested, outcome: reason) }
    guard let summary = measured.summary else {
      return Judgement(verdict: .differs, outcome: "no run ended with a finite number")
    }
    let distance = abs(published.value - summary.mean)
    let prediction = summary.interval.map { $0.width / 2 } ?? 0
    let sampling = otherExamples.map { wilsonReach(published.value, examples: $0, towards: summary.mean) } ?? 0
    let margin = (prediction * prediction + sampling * sampling).squareRoot() + published.halfUnit
    // 0.8097 − 0.8092 is a rounding error more than 0.0005.
    let slack = 1e-12 * max(abs(published.value), abs(summary.mean))
    let format = NumberFormat(published, summary)
    let side = distance == 0 ? "on" : published.value > summary.mean ? "above" : "below"
    let ours =
      summary.isExact ? "our value" : summary.count == 1 ? "our one run" : "the mean of our \(summary.count) runs"
    let distanceText = distance == 0 ? "" : format.difference(distance) + " "
    let outcome =
      "the published \(published.text) lies \(distanceText)\(side) \(ours) "
      + "(\(format.text(summary.mean))), the margin is \(format.difference(margin))"
    if distance <= margin + slack { return Judgement(verdict: .reproduced, outcome: outcome) }
    let isSingle = summary.count == 1 && !summary.isExact
    return Judgement(
      verdict: isSingle ? .undecided : .differs,
      outcome: isSingle ? outcome + ", and a single run has no spread to judge it by" : outcome)
  }

  /// The distance from a share to the end of its Wilson interval on the side of another value.
  private static func wilsonReach(_ share: Double, examples: Int, towards other: Double) -> Double {
    precondition(
      share >= 0 && share <= 1 && examples > 0, "a share of examples is 0 to 1, found \(share) of \(examples)")
    let interval = Interval.wilson(successes: Int((share * Double(examples)).rounded()), trials: examples)
    return other > share ? max(0, interval.upper - share) : max(0, share - interval.lower)
  }
}
