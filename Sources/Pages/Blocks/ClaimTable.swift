/// Claims of a section that follow one another, one in a row: verdict, the report's words, what came out; the test and the
/// full outcome fold away.
struct ClaimTable {
  let claims: [TestedClaim]

  func markup(in page: PageContext) -> Markup {
    """
    <table class="claims">
    <thead><tr><th scope="col">Verdict</th><th scope="col">Claim</th><th scope="col">Outcome</th></tr></thead>
    <tbody>
    \(claims.map { row($0, in: page) })</tbody></table>

    """
  }

  private func row(_ claim: TestedClaim, in page: PageContext) -> Markup {
    let outcome = claim.outcome.sentence.sentence
    let (answer, rest) = Self.split(outcome)
    let more: Markup = rest.isEmpty ? .none : "<p>\(RunningText.inline(rest))</p>"
    return """
      <tr id="\(claim.id)"><td class="v">\(page.allowed(claim.outcome.verdict, needs: claim.needs, isClaim: true).badge)</td>\
      <th scope="row">“\(RunningText.inline(claim.quote))”<span class="note">the report, \(claim.source) \
      <a class="anchor" href="#\(claim.id)" aria-label="Link to this claim">¶</a></span></th>\
      <td>\(RunningText.inline(answer))<details><summary>Test</summary>\
      <p>\(RunningText.inline(claim.test))</p>\(more)</details></td></tr>

      """
  }

  /// The first part of an outcome, up to a semicolon or a full stop beyond 40 characters, and the rest.
  static func split(_ outcome: String) -> (answer: String, rest: String) {
    let characters = Array(outcome)
    guard characters.count > 160 else { return (outcome, "") }
    for index in 40..<characters.count - 1 where characters[index + 1] == " " && ";.".contains(characters[index]) {
      let rest = String(characters[(index + 2)...])
      return (String(characters[..<index]).sentence, rest.sentence)
    }
    return (outcome, "")
  }
}
