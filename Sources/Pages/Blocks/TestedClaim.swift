public import FledgeMetrics

/// What a test says of a claim in words.
public struct ClaimOutcome: Sendable, Equatable {
  /// `reproduced`, `differs`, `undecided`, or `notTested`.
  public let verdict: Verdict
  /// What came out, with its numbers.
  public let sentence: String
  /// The test of `Claim` that was made; `nil` where there was none.
  public let result: ClaimResult?

  init(verdict: Verdict, sentence: String, result: ClaimResult? = nil) {
    self.verdict = verdict
    self.sentence = sentence
    self.result = result
  }

  /// What a test of `Claim` says.
  public init(_ result: ClaimResult) {
    let verdict: Verdict =
      switch result.answer {
      case .holds: .reproduced
      case .fails: .differs
      case .undecided: .undecided
      }
    self.init(verdict: verdict, sentence: result.sentence, result: result)
  }

  /// The claim holds in our runs.
  public static func holds(_ sentence: String) -> ClaimOutcome {
    ClaimOutcome(verdict: .reproduced, sentence: sentence)
  }

  /// The claim does not hold in our runs.
  public static func fails(_ sentence: String) -> ClaimOutcome { ClaimOutcome(verdict: .differs, sentence: sentence) }

  /// Our runs do not decide.
  public static func undecided(_ sentence: String) -> ClaimOutcome {
    ClaimOutcome(verdict: .undecided, sentence: sentence)
  }

  /// The test was not run, for a reason.
  public static func notTested(_ reason: String) -> ClaimOutcome {
    ClaimOutcome(verdict: .notTested, sentence: reason)
  }

  /// "`name` is better": holds if the comparison finds so, fails if it finds the other, otherwise undecided.
  public static func better(_ name: String, _ comparison: Comparison) -> ClaimOutcome {
    let better = comparison.betterName
    return ClaimOutcome(
      ClaimResult(
        better == nil ? .undecided : better == name ? .holds : .fails, comparison.sentence,
        values: comparison.differences ?? [], interval: comparison.interval))
  }

  /// The same verdict with a longer sentence.
  public func adding(_ words: String) -> ClaimOutcome {
    ClaimOutcome(verdict: verdict, sentence: sentence + "; " + words, result: result)
  }

  /// Several ways of which one must hold: the claim fails where all of them fail.
  ///
  /// Its result is that of the first way that decides.
  public static func any(_ parts: [ClaimOutcome]) -> ClaimOutcome {
    precondition(!parts.isEmpty, "a claim needs at least one test")
    let verdict: Verdict =
      parts.contains { $0.verdict == .reproduced }
      ? .reproduced : parts.allSatisfy { $0.verdict == .differs } ? .differs : .undecided
    return ClaimOutcome(
      verdict: verdict, sentence: parts.map(\.sentence).joined(separator: "; "),
      result: parts.first { $0.verdict == verdict }?.result)
  }

  /// Several parts that must all hold: one that fails makes the whole fail, one undecided the whole undecided.
  ///
  /// Its result is that of the first part that decides.
  public static func all(_ parts: [ClaimOutcome]) -> ClaimOutcome {
    precondition(!parts.isEmpty, "a claim needs at least one test")
    let verdict = Verdict.combined(parts.map(\.verdict))
    return ClaimOutcome(
      verdict: verdict, sentence: parts.map(\.sentence).joined(separator: "; "),
      result: parts.first { $0.verdict == verdict }?.result)
  }
}

/// A claim that the report makes in words, tested by a measurement.
public struct TestedClaim: ReportBlock {
  /// The id, such as `claim.tanh-above-relu`.
  public let id: String
  /// The report's words.
  public let quote: String
  /// The place where they stand, such as "section 3".
  public let source: String
  /// What we measure to test it.
  public let test: String
  /// What came out.
  public let outcome: ClaimOutcome
  /// Which scale a verdict needs.
  public let needs: NeededScale

  /// Tests a claim.
  public init(
    _ id: String, _ quote: String, from source: String, test: String, outcome: ClaimOutcome,
    needs: NeededScale = .full
  ) {
    self.id = id
    self.quote = quote
    self.source = source
    self.test = test
    self.outcome = outcome
    self.needs = needs
  }

  public func items(in page: PageContext) -> [ReportItem] {
    [
      ReportItem(
        id: page.id(id), kind: .claim, title: quote, statement: quote,
        ours: outcome.result.flatMap { MeasuredSummary($0) },
        verdict: page.allowed(outcome.verdict, needs: needs, isClaim: true),
        outcome: outcome.sentence, margin: outcome.result?.margin)
    ]
  }

  public var anchors: [String] { [id] }

  /// The claim as a table of one row; a section puts claims that follow one another into one table.
  public func markup(in page: PageContext) -> Markup { ClaimTable(claims: [self]).markup(in: page) }
}
