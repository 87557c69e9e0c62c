import FledgeMetrics

/// The page over all reports: an entry for each with what came out, in a sentence, a bar and counts.
enum IndexPage {
  /// The page as HTML text; `earlier` names reports whose pages stand beside it from before.
  static func html(_ pages: [ReportPage], earlier: [String] = []) -> String {
    let others = pages.filter { if case .other = $0.data { true } else { false } }.map(\.data.name)
    let notice: Markup =
      others.isEmpty
      ? .none
      : """
      <p class="notice strong" role="note"><b>These data are not MNIST.</b> The runs saw \(others[0]), \
      so there are no verdicts.</p>

      """
    let scales = ReportScale.allCases.filter { scale in pages.contains { $0.scale == scale } }
    let small: [Markup] = scales.compactMap(\.notice).map { "<p class=\"notice\" role=\"note\">\($0)</p>\n" }
    let changes: [Markup] = VerdictRule.changes.map { "<li>\($0)</li>\n" }
    let title = others.isEmpty ? "Reports, reproduced" : "Reports, run on \(others[0]), not on MNIST"
    let body: Markup = """
      <header class="page">
      <p class="crumb">Fledge</p>
      <h1>\(title)</h1>
      \(notice)\(small)<p>\(tally(pages))Each report is run again with its own settings, over several seeds. Settings are never tuned \
      to meet a number.</p>
      </header>
      <main class="entries">
      \(sorted(pages).map(entry))</main>
      <section id="rule-changes" class="rule"><details><summary>Changes of the rule of verdicts</summary>
      <ul>
      \(changes)</ul>\(changedItems(of: pages))</details></section>
      <footer class="page">\(links(to: earlier))<p class="links"><a href="items.json" download="fledge-items.json">All items as JSON</a></p>
      </footer>

      """
    return PageFrame.html(title: title + " · Fledge", isWide: false, body: body)
  }

  /// The verdicts that the last change of the rule made others, of the reports on the page; they hold at full scale alone.
  private static func changedItems(of pages: [ReportPage]) -> Markup {
    let reports = pages.filter { $0.data == .mnist && $0.scale == .full }.map(\.report)
    let changed = VerdictRule.changedItems.filter { item in reports.contains { item.id.hasPrefix($0 + ".") } }
    guard !changed.isEmpty else { return .none }
    let rows: [Markup] = changed.map { item in
      let report = item.id.prefix { $0 != "." }
      return
        "<tr><th scope=\"row\"><a href=\"\(String(report))/index.html\">\(item.id)</a></th><td data-column=\"Before\">\(item.before)</td><td data-column=\"Now\">\(item.after)</td></tr>\n"
    }
    return """
      <table class="plain stack">
      <caption>\(changed.count) verdicts at full scale that changed from version 1 to version \(NumberRule.version)</caption>
      <thead><tr><th scope="col">Item</th><th scope="col">Before</th><th scope="col">Now</th></tr></thead>
      <tbody>
      \(rows)</tbody></table>

      """
  }

  /// The published numbers of all pages that were judged, counted.
  private static func tally(_ pages: [ReportPage]) -> Markup {
    let judged = pages.flatMap(\.items).filter { $0.kind == .number && $0.isCounted && $0.verdict.isJudgement }
    let reproduced = judged.count { $0.verdict == .reproduced }
    return judged.isEmpty
      ? .none : "<strong>\(reproduced) of \(judged.count) published numbers are reproduced.</strong> "
  }

  /// The pages by the share of what was judged that is reproduced, highest first; those without a verdict last.
  static func sorted(_ pages: [ReportPage]) -> [ReportPage] {
    let shares = pages.map { page in
      let judged = page.verdictCounts.filter { $0.verdict.isJudgement }
      let count = judged.reduce(0) { $0 + $1.count }
      return count == 0 ? -1 : Double(judged.first { $0.verdict == .reproduced }?.count ?? 0) / Double(count)
    }
    return zip(pages, shares).enumerated().sorted { first, second in
      (second.element.1, first.offset) < (first.element.1, second.offset)
    }.map(\.element.0)
  }

  private static func links(to earlier: [String]) -> Markup {
    guard !earlier.isEmpty else { return .none }
    let links: [Markup] = earlier.map { "<a href=\"\($0)/index.html\">\($0)</a>" }
    return "<p class=\"links\">Made before, in other calls: \(links)</p>\n"
  }

  private static func entry(_ page: ReportPage) -> Markup {
    let sentence: Markup = PageOverview(page: page).result.map { "<p>\($0)</p>\n" } ?? .none
    return """
      <article class="entry">
      <h2><a href="\(page.path)">\(page.titleWithData)</a></h2>
      <p class="citation">\(page.report) · \(RunningText.inline(page.citation))</p>
      \(sentence)\(bar(page.verdictCounts))\(page.tally)<p class="crumb">Scale \(page.scale.rawValue), \
      \(page.provenance.duration), \(page.provenance.date)</p>
      </article>

      """
  }

  /// The counts as one bar, a part for each verdict.
  private static func bar(_ counts: [(verdict: Verdict, count: Int)]) -> Markup {
    let total = counts.reduce(0) { $0 + $1.count }
    guard total > 0 else { return .none }
    let place = { (count: Int) in NumberFormat(decimals: 2).text(100 * Double(count) / Double(total)) + "%" }
    var before = 0
    let parts: [Markup] = counts.map { verdict, count in
      defer { before += count }
      return """
        <rect class="\(verdict.styleClass)" x="\(place(before))" width="\(place(count))" height="100%">\
        <title>\(count) \(verdict.title)</title></rect>
        """
    }
    return "<svg class=\"bar\" width=\"100%\" height=\"12\" aria-hidden=\"true\">\(parts)</svg>\n"
  }
}
