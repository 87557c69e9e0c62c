/// What the rule says of one published number.
public enum NumberVerdict: String, Codable, Sendable, CaseIterable {
  /// Our runs give the published number.
  case reproduced
  /// Our runs give another one.
  case differs
  /// The published number is possible, and so is almost any other.
  case tooNoisy = "too-noisy"
  /// Our runs cannot be judged.
  case undecided
}

/// The verdict on one number, with the estimator and the interval that were judged.
public struct NumberJudgement: Sendable, Equatable {
  public let verdict: NumberVerdict
  /// The mean of our runs on the scale of the quantity, in the unit of the values; `nil` without values.
  public let centre: Double?
  /// The interval that was judged; `nil` for a single run, a value without chance, and no values.
  public let interval: Interval?
  /// Why there is no other verdict; `nil` where the numbers say it.
  public let reason: String?

  init(_ verdict: NumberVerdict, centre: Double? = nil, interval: Interval? = nil, reason: String? = nil) {
    self.verdict = verdict
    self.centre = centre
    self.interval = interval
    self.reason = reason
  }
}

extension NumberVerdict {
  /// The verdict on a reading that must explain several numbers: one that differs makes the whole differ, then one that
  /// is undecided or too noisy.
  ///
  /// The parts must have been judged by ``NumberRule/init(confidence:numbersTogether:)`` for their number.
  public static func together(_ parts: [NumberVerdict]) -> NumberVerdict {
    [.differs, .undecided, .tooNoisy, .reproduced].first(where: parts.contains) ?? .undecided
  }
}
