import FledgeMetrics

/// Published numbers beside ours, one in a row: published, the mean of ours, its interval, runs, verdict.
public struct NumberTable: ReportBlock {
  /// The id, such as `table1`; it stands before the ids of the rows.
  public let id: String
  /// The number in the report; `nil` for numbers that the report gives in its text.
  public let number: String?
  public let caption: String
  /// The numbers in order.
  public let rows: [PublishedNumber]
  /// Whether the ids of the rows stand alone, without that of the table.
  public let idsAreWhole: Bool

  /// Makes a table of published numbers beside ours.
  ///
  /// - Parameters:
  ///   - id: Lower-case letters, digits, hyphens and points.
  ///   - number: The table's number in the report, such as "Table 1"; `nil` for numbers out of its text.
  ///   - caption: What the numbers are, with the number of runs.
  ///   - rows: The numbers.
  ///   - idsAreWhole: Whether the ids of the rows stand alone, without that of the table.
  public init(
    _ id: String, number: String? = nil, caption: String, _ rows: [PublishedNumber], idsAreWhole: Bool = false
  ) {
    self.idsAreWhole = idsAreWhole
    self.id = id
    self.number = number
    self.caption = caption
    self.rows = rows
  }

  private func rowItems(in page: PageContext) -> [ReportItem] {
    rows.map { $0.item(in: page, under: idsAreWhole ? "" : id) }
  }

  /// The table, if it is one of the report's, and its numbers.
  public func items(in page: PageContext) -> [ReportItem] {
    let numbers = rowItems(in: page)
    guard let number else { return numbers }
    return [.table(id: page.id(id), title: "\(number): \(caption)", numbers: numbers)] + numbers
  }

  /// The numbers as CSV.
  public var files: [PageFile] {
    let page = PageContext(report: "", scale: .full, data: .mnist)
    return [PageFile(name: "figures/\(id).csv", text: Self.csv(rowItems(in: page)))]
  }

  public var anchors: [String] { [id] }

  /// The table with caption and links.
  public func markup(in page: PageContext) -> Markup {
    let body: [Markup] = zip(rows, rowItems(in: page)).map { row, item in
      let note: Markup = row.contradiction.map { "<span class=\"note\">\($0)</span>" } ?? .none
      return """
        <tr data-number="\(page.localID(item.id))"><th scope="row">\(RunningText.inline(row.name))\(note)</th><td class="n p">\(row.published.text)</td>\
        \(item.oursCells)<td class="v" title="\(item.outcome)">\(item.verdict.badge)</td></tr>

        """
    }
    return TableMarkup.figure(
      id: id, number: number ?? "Numbers", caption: caption,
      table: """
        <table class="numbers">
        \(Self.head(first: ""))
        <tbody>
        \(body)</tbody></table>
        """,
      links: files.map { $0.link("CSV", in: page) }, in: page)
  }

  /// The head that all tables of published numbers share.
  static func head(first: String) -> Markup {
    """
    <thead><tr><th scope="col" rowspan="2">\(first)</th><th scope="col" rowspan="2" class="n">published</th>\
    <th scope="col" rowspan="2" class="n">ours<small>mean</small></th>\
    <th scope="colgroup" colspan="2" class="c">95 % interval<small>of one run</small></th>\
    <th scope="col" rowspan="2" class="n">n</th><th scope="col" rowspan="2">verdict</th></tr>
    <tr><th scope="col" class="n">from</th><th scope="col" class="n">to</th></tr></thead>
    """
  }

  /// Items as CSV: all digits, shares as shares.
  static func csv(_ items: [ReportItem]) -> String {
    let header = ["name", "published", "estimator", "mean", "sd", "lower", "upper", "n", "values", "outcome"]
    let rows = items.map { item in
      let text = { (value: Double?) in value.map { "\($0)" } ?? "" }
      return [
        item.title, text(item.published?.value), text(item.ours?.centre), text(item.ours?.mean),
        text(item.ours?.standardDeviation), text(item.ours?.interval?.lower),
        text(item.ours?.interval?.upper), item.ours.map { "\($0.count)" } ?? "",
        (item.ours?.values ?? []).map { "\($0)" }.joined(separator: " "), item.outcome,
      ]
    }
    return TableMarkup.csv(header, rows)
  }
}

extension ReportItem {
  /// A table of published numbers as an item: how many were reproduced, and the verdict on the whole.
  static func table(id: String, title: String, numbers: [ReportItem]) -> ReportItem {
    let reproduced = numbers.filter { $0.verdict == .reproduced }.count
    return ReportItem(
      id: id, kind: .table, title: title, verdict: .combined(numbers.map(\.verdict)),
      outcome: "\(reproduced) of \(numbers.count) numbers reproduced", isCounted: false)
  }
}
