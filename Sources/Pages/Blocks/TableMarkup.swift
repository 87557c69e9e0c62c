import FledgeCharts

/// What all tables share: captions, links, and CSV.
enum TableMarkup {
  /// A table with its caption above and its links below.
  static func figure(
    id: String, number: String?, caption: String, table: Markup, links: [Markup], in page: PageContext
  ) -> Markup {
    """
    <figure class="tabular" id="\(id)">
    <figcaption>\(label(number, in: page))\(RunningText.inline(caption)) \(anchor(id))</figcaption>
    \(table)
    <p class="links"><button type="button" class="copy" hidden="hidden">Copy table</button>\(links)</p>
    </figure>

    """
  }

  /// The number that a figure or table has in the report, or that it is ours.
  static func label(_ number: String?, in page: PageContext) -> Markup {
    if let number { return "<b class=\"number\">\(number)</b> " }
    return page.isReport ? "<b class=\"number added\">Added by us</b> " : .none
  }

  /// A link to a figure or table, to cite it.
  static func anchor(_ id: String) -> Markup {
    "<a class=\"anchor\" href=\"#\(id)\" aria-label=\"Link to this figure\">¶</a>"
  }

  /// CSV text with a header line.
  static func csv(_ header: [String], _ rows: [[String]]) -> String { ChartTable(header: header, rows: rows).csv }
}
