/// What our runs allow to say about one thing in a report.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// Our runs give what the report says.
  case reproduced
  /// Our runs give something else.
  case differs
  /// Our runs give the number, and their interval would hold almost any other, too.
  case tooNoisy = "too-noisy"
  /// Our runs do not decide: they have no spread to judge by, or a test finds neither a claim nor its contrary.
  case undecided
  /// The report says two things that exclude each other.
  case contradicted
  /// The report says two things that may both be true, and leaves open which.
  case unclear
  /// The number needs the report's own runs and epochs, which this scale does not have.
  case notTested = "not-tested"
  /// The runs saw other data than the report.
  case noVerdict = "no-verdict"
  /// Drawn or listed from our runs; it makes no claim of its own.
  case redrawn

  /// What a badge says.
  public var title: String {
    switch self {
    case .tooNoisy: "too noisy to tell"
    case .contradicted: "contradicted by the report itself"
    case .unclear: "left unclear"
    case .notTested: "not tested at this scale"
    case .noVerdict: "no verdict (other data)"
    case .reproduced, .differs, .undecided, .redrawn: rawValue
    }
  }

  /// Whether something was judged at all.
  var isJudgement: Bool { ![.notTested, .noVerdict, .redrawn].contains(self) }

  /// A sign that tells the verdicts apart without colour.
  var symbol: String {
    switch self {
    case .reproduced: "✓"
    case .differs: "✗"
    case .tooNoisy: "≈"
    case .undecided: "?"
    case .contradicted: "⇄"
    case .unclear: "…"
    case .notTested: "◌"
    case .noVerdict: "–"
    case .redrawn: "▦"
    }
  }

  /// The class that colours a badge.
  var styleClass: String { rawValue }

  /// The verdict on a whole whose parts have verdicts: one part that differs makes the whole differ.
  ///
  /// `redrawn` when there are no parts.
  static func combined(_ parts: [Verdict]) -> Verdict {
    let order: [Verdict] = [
      .noVerdict, .differs, .contradicted, .unclear, .undecided, .tooNoisy, .reproduced, .notTested,
    ]
    return order.first(where: parts.contains) ?? .redrawn
  }
}

extension Verdict {
  /// Sign and word, so that colour is never needed.
  var badge: Markup {
    "<span class=\"badge \(styleClass)\"><span aria-hidden=\"true\">\(symbol) </span>\(title)</span>"
  }

  /// The sign alone, with the word for screen readers and as a tooltip.
  var mark: Markup {
    "<span class=\"mark \(styleClass)\" role=\"img\" title=\"\(title)\" aria-label=\"\(title)\">\(symbol)</span>"
  }
}
