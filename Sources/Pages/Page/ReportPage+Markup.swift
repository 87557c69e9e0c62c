import FledgeCharts

extension ReportPage {
  /// The page as one HTML text that needs nothing else to be read.
  public var html: String {
    let page = context
    let body: Markup = """
      <header class="page">
      <p class="crumb"><a href="../index.html">All reports</a> <span aria-hidden="true">/</span> \(report)</p>
      <h1>\(titleWithData)</h1>
      <p class="citation">\(RunningText.inline(citation))</p>
      \(notices)\(RunningText.blocks(summary))\(tally)\(contents)</header>
      <main>
      \(sections.map { $0.markup(in: page) })\(Self.rule)</main>
      <footer class="page">
      \(provenance.markup(data: data, scale: scale))</footer>

      """
    return PageFrame.html(title: titleWithData + " · Fledge", body: body)
  }

  /// What a reader must know before the first number.
  var notices: Markup {
    let other: Markup =
      data == .mnist
      ? .none
      : """
      <p class="notice strong" role="note"><b>These data are not MNIST.</b> The runs saw \(data.name). \
      No published number can be judged by them, so this page gives no verdicts.</p>

      """
    let small: Markup = scale.notice.map { "<p class=\"notice\" role=\"note\">\($0)</p>\n" } ?? .none
    return other + small
  }

  /// How often each verdict was given.
  var tally: Markup {
    let counts: [Markup] = verdictCounts.map { "<li>\($0.verdict.badge) <b>\($0.count)</b></li>\n" }
    return counts.isEmpty ? .none : "<ul class=\"tally\" aria-label=\"Verdicts on this page\">\n\(counts)</ul>\n"
  }

  private var contents: Markup {
    let entries =
      sections.map { ($0.anchor, $0.title) } + [
        ("rule", "How a verdict is reached"), ("provenance", "Where these numbers come from"),
      ]
    let links: [Markup] = entries.map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>\n" }
    return """
      <nav id="contents" aria-label="Contents"><p class="contents-title">Contents</p>
      <ol>
      \(links)</ol></nav>

      """
  }

  private static var rule: Markup {
    let statements: [Markup] = VerdictRule.statements.map { "<li>\($0)</li>\n" }
    let badges: [Markup] = Verdict.allCases.map { "<li>\($0.badge)</li>\n" }
    return """
      <section id="rule" class="rule">
      <h2>How a verdict is reached</h2>
      <ul>
      \(statements)</ul>
      <ul class="tally" aria-label="All verdicts">
      \(badges)</ul>
      </section>

      """
  }
}
