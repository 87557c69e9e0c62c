public import FledgeMetrics

/// The rule of `NumberRule` as pages apply and state it.
public enum VerdictRule {
  /// The rule as every page states it.
  static let statements = [
    "A published number comes from one run. The interval that stands beside ours is where one more run of ours lies with "
      + "95 %: t·s·√(1 + 1/n) around the mean over n seeds, on a logit scale for shares and a logarithmic one for epochs, "
      + "counts, losses and errors, so that it stays within the bounds of its quantity.",
    "The number differs where it lies outside of that interval, with half a unit of its last printed digit on both sides.",
    "It is reproduced where it lies inside and the interval is narrow enough: half of it is at most 25 % of the value for "
      + "epochs, counts, losses and errors; for shares 1 point up to 10 % and from 90 % on, 2.5 points up to 30 % and from "
      + "70 % on, 5 points between.",
    "It is too noisy to tell where it lies inside of a wider interval, which holds almost any number.",
    "Where a share was measured on other examples than ours, and all of our runs share one test set, its 95 % Wilson "
      + "interval widens ours. Where each run draws its own test set, our spread holds that already.",
    "It is undecided where one run, or runs that all gave the same value, have no spread. Runs that diverged are left out "
      + "and counted beside.",
    "A reading of the settings is judged as a whole: it must explain all its numbers, each at 1 − 0.05/k for k numbers. "
      + "“Ours” is the plainest reading, which is named; the others are counted beside it.",
    "A claim in words is judged by the test that stands under it. A true one fails, and a false one holds, in at most "
      + "2.5 % of repetitions. “No difference” holds within a margin stated beforehand; undecided is neither.",
    "Contradicted by the report itself: it says two things that exclude each other. Left unclear: it says two things that "
      + "may both be true, and not which.",
    "Redrawn: makes no claim of its own.",
    "Only the full scale, with the report's own runs and epochs, gives verdicts on what depends on them. Data other "
      + "than MNIST give no verdicts at all.",
  ]

  /// The changes of the rule, the latest first: version, day, what changed and why.
  static let changes = [
    "Version \(NumberRule.version): “too noisy to tell” for wide intervals; intervals on logit and logarithmic scales; "
      + "Wilson's interval only where all runs share one test set; readings judged as a whole, the plainest one counted; "
      + "equivalence margins for claims of no difference; t tests with simultaneous intervals in place of rank tests.",
    "Version 1 (2026-11-21): a symmetric 95 % prediction interval; any reading of the text could reproduce a number.",
  ]

  /// What the rule says of one number.
  public struct Judgement: Sendable, Equatable {
    /// The verdict, before scale and data are looked at.
    public let verdict: Verdict
    /// The verdict in a sentence.
    public let outcome: String
    /// The statistics that were judged; `nil` without values.
    public let summary: MeasuredSummary?
  }

  /// Applies the rule.
  ///
  /// - Parameters:
  ///   - quantity: What kind of number it is; a share for a percentage, a count for a whole number, and a positive number
  ///     for others, when `nil`.
  ///   - otherExamples: How many examples the published share was measured on, if they are not ours and all of our runs
  ///     share one test set.
  ///   - together: The numbers of a reading that are judged together.
  public static func judge(
    _ published: Published, _ measured: Measured, as quantity: Quantity? = nil, otherExamples: Int? = nil,
    together: Int = 1
  ) -> Judgement {
    if case .missing(let reason) = measured { return Judgement(verdict: .notTested, outcome: reason, summary: nil) }
    let sample = measured.sample ?? RunSample(runs: [])
    let quantity = quantity ?? published.likelyQuantity
    let found = NumberRule(numbersTogether: together).judge(
      published: published.value, halfUnit: published.halfUnit, ours: sample, quantity: quantity,
      examples: otherExamples.map { .others($0) } ?? .inOurSpread)
    let summary = MeasuredSummary(sample, found)
    let verdict = Verdict(found.verdict)
    guard let summary else { return Judgement(verdict: verdict, outcome: found.reason ?? "", summary: nil) }
    let format = NumberFormat(published, summary)
    var outcome = "published \(published.text), ours \(format.text(summary.centre))"
    if let interval = summary.interval {
      outcome += ", interval of one run \(format.text(interval.lower)) to \(format.text(interval.upper))"
    }
    if let reason = found.reason { outcome += "; " + reason }
    return Judgement(verdict: verdict, outcome: outcome, summary: summary)
  }
}

extension Published {
  /// What kind of number the print suggests: a share for a percentage, a count for a whole number.
  var likelyQuantity: Quantity { isPercentage ? .share : value < 0 ? .real : decimals == 0 ? .count : .positive }
}

extension Verdict {
  init(_ verdict: NumberVerdict) {
    switch verdict {
    case .reproduced: self = .reproduced
    case .differs: self = .differs
    case .tooNoisy: self = .tooNoisy
    case .undecided: self = .undecided
    }
  }
}
