/// Two statements of a report that exclude each other, or leave something unclear, with what we measured.
public struct Contradiction: ReportBlock {
  /// One statement and its place.
  public struct Statement: Sendable, Equatable {
    /// What the report says, with its number.
    public let text: String
    /// The place, such as "abstract".
    public let source: String

    public init(_ text: String, from source: String) {
      self.text = text
      self.source = source
    }
  }

  /// The id, such as `twice.test-error`.
  public let id: String
  /// What the statements are about.
  public let subject: String
  /// The statements, two or more.
  public let statements: [Statement]
  /// What our runs or the report's own numbers say, in a sentence with its numbers.
  public let finding: String
  /// Whether the statements exclude each other; where both may be true, the matter is left unclear.
  public let isExclusive: Bool

  /// Sets statements of the report against each other.
  public init(
    _ id: String, _ subject: String, _ statements: [Statement], excludeEachOther: Bool = true, finding: String
  ) {
    precondition(statements.count > 1, "contradiction \(id): expected at least two statements")
    self.id = id
    self.subject = subject
    self.statements = statements
    self.finding = finding
    isExclusive = excludeEachOther
  }

  public func items(in page: PageContext) -> [ReportItem] {
    let words = statements.map { "\($0.source): \($0.text)" }.joined(separator: " | ")
    return [
      ReportItem(
        id: page.id(id), kind: .claim, title: subject, statement: words,
        verdict: verdict(in: page), outcome: finding)
    ]
  }

  private func verdict(in page: PageContext) -> Verdict {
    page.allowed(isExclusive ? .contradicted : .unclear, needs: .any, isClaim: true)
  }

  public var anchors: [String] { [id] }

  /// The statements side by side and what we found.
  public func markup(in page: PageContext) -> Markup {
    let sides: [Markup] = statements.map { statement in
      "<blockquote><p>\(RunningText.inline(statement.text))</p><footer>\(statement.source)</footer></blockquote>\n"
    }
    return """
      <article class="claim twice" id="\(id)">
      <h3>\(subject) <a class="anchor" href="#\(id)" aria-label="Link to this contradiction">¶</a></h3>
      <div class="sides">
      \(sides)</div>
      <p><b>Finding:</b> \(RunningText.inline(finding.sentence))</p>
      <p class="v">\(verdict(in: page).badge)</p>
      </article>

      """
  }
}
