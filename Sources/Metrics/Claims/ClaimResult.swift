/// What a test says of a claim: whether it holds, with the numbers that say so.
public struct ClaimResult: Sendable, Equatable {
  /// The three answers of a test.
  public enum Answer: String, Codable, Sendable {
    /// The runs show what is claimed.
    case holds
    /// The runs show the contrary.
    case fails
    /// The runs show neither.
    case undecided
  }

  public let answer: Answer
  /// What came out, with its numbers.
  public let sentence: String
  /// What was judged, one value for each seed: differences, shares of 0 and 1, ranks.
  public let values: [Double]
  /// The 95 % interval that was judged; `nil` where there is none.
  public let interval: Interval?
  /// The margin stated beforehand; `nil` where the claim needs none.
  public let margin: Double?

  public init(
    _ answer: Answer, _ sentence: String, values: [Double] = [], interval: Interval? = nil, margin: Double? = nil
  ) {
    self.answer = answer
    self.sentence = sentence
    self.values = values
    self.interval = interval
    self.margin = margin
  }

  /// Whether all parts hold: one that fails makes the whole fail, one undecided the whole undecided.
  ///
  /// Each part should be tested at the full level to hold, and at the level over the number of parts to fail: then a
  /// false whole holds, and a true whole fails, no more often than a single test. Values, interval and margin are those
  /// of the first part that decides.
  public static func all(_ parts: [ClaimResult]) -> ClaimResult {
    precondition(!parts.isEmpty, "a claim needs at least one test")
    let answer = [Answer.fails, .undecided, .holds].first { answer in parts.contains { $0.answer == answer } }
    let deciding = parts.first { $0.answer == answer } ?? parts[0]
    return ClaimResult(
      deciding.answer, parts.map(\.sentence).joined(separator: "; "), values: deciding.values,
      interval: deciding.interval, margin: deciding.margin)
  }
}
