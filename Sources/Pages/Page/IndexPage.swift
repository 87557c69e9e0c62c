/// The page over all reports: a card for each with its verdicts and key numbers.
enum IndexPage {
  /// The page as HTML text; `earlier` names reports whose pages stand beside it from before.
  static func html(_ pages: [ReportPage], earlier: [String] = []) -> String {
    let items = pages.flatMap(\.items)
    let judged = items.filter { $0.kind == .number && $0.isCounted && $0.verdict.isJudgement }
    let reproduced = judged.filter { $0.verdict == .reproduced }.count
    let score = judged.isEmpty ? "" : " \(reproduced) of the \(judged.count) published numbers with a verdict came out."
    let others = pages.filter { $0.data != .mnist }.map(\.data.name)
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
      \(notice)\(small)<p>Each report is run again with its own settings, over several seeds, with every figure and number \
      beside the published one. Settings are never tuned to meet a number: one that does not come out is shown as it \
      is.\(score)</p>
      </header>
      <main class="cards">
      \(pages.map(card))</main>
      <section id="rule-changes" class="rule"><h2>Changes of the rule</h2>
      <ul>
      \(changes)</ul></section>
      <footer class="page">\(links(to: earlier))<p class="links"><a href="items.json" download="fledge-items.json">All items as JSON</a></p>
      </footer>

      """
    return PageFrame.html(title: title + " · Fledge", isWide: true, body: body)
  }

  private static func links(to earlier: [String]) -> Markup {
    guard !earlier.isEmpty else { return .none }
    let links: [Markup] = earlier.map { "<a href=\"\($0)/index.html\">\($0)</a>" }
    return "<p class=\"links\">Made before, in other calls: \(links)</p>\n"
  }

  private static func card(_ page: ReportPage) -> Markup {
    let rows: [Markup] = page.keyItems.map { item in
      let ours = item.ours.flatMap { ours in item.format?.text(ours.centre) } ?? "–"
      return """
        <tr><th scope="row">\(item.title)</th><td class="n">\(item.published?.text ?? "–")</td>\
        <td class="n ours">\(ours)</td><td class="m">\(item.verdict.mark)</td></tr>

        """
    }
    let table: Markup =
      rows.isEmpty
      ? .none
      : TableMarkup.scrolling(
        """
        <table><thead><tr><th scope="col">key numbers</th><th scope="col" class="n">published</th>\
        <th scope="col" class="n">ours</th><th class="m"></th></tr></thead>
        <tbody>
        \(rows)</tbody></table>
        """)
    return """
      <article class="card">
      <p class="crumb">\(page.report)</p>
      <h2><a href="\(page.path)">\(page.titleWithData)</a></h2>
      <p class="citation">\(RunningText.inline(page.citation))</p>
      \(page.tally)\(table)<p class="crumb">Scale \(page.scale.rawValue), \(page.provenance.duration), \
      \(page.provenance.date)</p>
      </article>

      """
  }
}
