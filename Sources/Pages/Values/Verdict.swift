/// What our runs allow to say about one thing in a report.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// Our runs give what the report says.
  case reproduced
  /// Our runs give something else.
  case differs
  /// Our runs do not decide: a single run has no spread, or two configurations cannot be told apart.
  case undecided
  /// The report says two things that exclude each other.
  case contradicted
  /// The number needs the report's own runs and epochs, which this scale does not have.
  case notTested = "not tested at this scale"
  /// The runs saw other data than the report.
  case noVerdict = "no verdict (data are not MNIST)"
  /// Drawn or listed from our runs; it states nothing that could be judged by itself.
  case shown

  /// What a badge says: `contradicted by the report itself` for ``contradicted``, otherwise the raw value.
  public var title: String { self == .contradicted ? "contradicted by the report itself" : rawValue }

  /// Whether something was judged at all.
  var isJudgement: Bool { ![.notTested, .noVerdict, .shown].contains(self) }

  /// A sign that tells the verdicts apart without colour.
  var symbol: String {
    switch self {
    case .reproduced: "✓"
    case .differs: "✗"
    case .undecided: "?"
    case .contradicted: "⇄"
    case .notTested: "◌"
    case .noVerdict: "–"
    case .shown: "▦"
    }
  }

  /// The class that colours a badge.
  var styleClass: String {
    switch self {
    case .notTested: "not-tested"
    case .noVerdict: "no-verdict"
    default: rawValue
    }
  }

  /// The verdict on a whole whose parts have verdicts: one part that differs makes the whole differ.
  ///
  /// `shown` when there are no parts.
  static func combined(_ parts: [Verdict]) -> Verdict {
    let order: [Verdict] = [.noVerdict, .differs, .contradicted, .undecided, .reproduced, .notTested]
    return order.first(where: parts.contains) ?? .shown
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
