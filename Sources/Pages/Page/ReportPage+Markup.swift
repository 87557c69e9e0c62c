import FledgeCharts

extension ReportPage {
  /// The page as one HTML text that needs nothing else to be read.
  public var html: String {
    let page = context
    let body: Markup = """
      <header class="page">
      \(crumb)      <h1>\(titleWithData)</h1>
      <p class="citation">\(RunningText.inline(citation))</p>
      \(notices)\(PageOverview(page: self).markup)\(RunningText.blocks(summary))\(unstated)\(contents)</header>
      <main>
      \(ordered.map { $0.markup(in: page) })\(Self.rule)</main>
      <footer class="page">
      \(provenance.markup(data: data, scale: scale))</footer>

      """
    return PageFrame.html(title: titleWithData + " · Fledge", isWide: true, body: body)
  }

  private var crumb: Markup {
    let slash: Markup = "<span aria-hidden=\"true\">/</span>"
    guard isPart else {
      return "<p class=\"crumb\"><a href=\"../index.html\">All reports</a> \(slash) \(report)</p>\n"
    }
    return
      "<p class=\"crumb\"><a href=\"../../index.html\">All reports</a> \(slash) <a href=\"../index.html\">\(report)</a> \(slash) chosen figures</p>\n"
  }

  /// The sections as the page has them: where the report contradicts itself comes first.
  private var ordered: [PageSection] {
    sections.filter(\.isOfContradictions) + sections.filter { !$0.isOfContradictions }
  }

  /// How many settings the report's text leaves out.
  private var unstated: Markup {
    let tables = sections.flatMap(\.blocks).compactMap { $0 as? SettingsTable }
    let count = tables.reduce(0) { $0 + $1.settings.count }
    guard count > 0 else { return .none }
    return "<p>\(tables.reduce(0) { $0 + $1.unstatedCount }) of \(count) settings are not in the text.</p>\n"
  }

  /// What a reader must know before the first number.
  var notices: Markup {
    let other: Markup =
      switch data {
      case .mnist, .own: .none
      case .other(let name):
        """
        <p class="notice strong" role="note"><b>These data are not MNIST.</b> The runs saw \(name). \
        No published number can be judged by them, so this page gives no verdicts.</p>

        """
      case .chosen(let name):
        """
        <p class="notice strong" role="note"><b>These are not the report’s data.</b> The runs saw \(name). \
        Published numbers have no verdict here; each claim in words says whether it holds on these data.</p>

        """
      }
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
      ordered.map { ($0.anchor, $0.title) } + [
        ("rule", "How a verdict is reached"), ("provenance", "Where these numbers come from"),
      ]
    let links: [Markup] = entries.map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>\n" }
    return """
      <nav id="contents" aria-label="Contents"><details><summary>Contents</summary>
      <ol>
      \(links)</ol></details></nav>

      """
  }

  private static var rule: Markup {
    let statements: [Markup] = VerdictRule.statements.map { "<li>\($0)</li>\n" }
    let badges: [Markup] = Verdict.allCases.map { "<li>\($0.badge)</li>\n" }
    return """
      <section id="rule" class="rule">
      <h2>How a verdict is reached</h2>
      <ul class="tally" aria-label="All verdicts">
      \(badges)</ul>
      <details><summary>The rule</summary>
      <ul>
      \(statements)</ul></details>
      </section>

      """
  }
}
