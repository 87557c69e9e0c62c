public import FledgeMetrics

/// A column of a ``NumberGrid``.
public struct GridColumn: Sendable, Equatable {
  /// The last part of the ids in this column; empty for the column that gives the row's own id.
  public let id: String
  /// What stands above it.
  public let title: String

  public init(_ id: String, _ title: String) {
    self.id = id
    self.title = title
  }
}

/// A published number of a ``NumberGrid`` and ours.
public struct GridCell: Sendable {
  /// The number as the report prints it.
  public let published: Published
  /// What we measured.
  public let ours: Measured
  /// How many examples the published share was measured on, if they are not ours.
  public let otherExamples: Int?
  /// What kind of number it is; as the print suggests when `nil`.
  public let quantity: Quantity?

  /// Puts a published number beside ours.
  public init(_ published: Published, _ ours: Measured, as quantity: Quantity? = nil, otherExamples: Int? = nil) {
    self.published = published
    self.ours = ours
    self.quantity = quantity
    self.otherExamples = otherExamples
  }
}

/// A row of a ``NumberGrid``; `nil` where the report prints no number.
public struct GridRow: Sendable {
  /// The first part of the ids in this row, such as `digit2`.
  public let id: String
  /// What stands before it.
  public let title: String
  public let cells: [GridCell?]

  public init(_ id: String, _ title: String, _ cells: [GridCell?]) {
    self.id = id
    self.title = title
    self.cells = cells
  }
}

/// A table of the report with numbers in rows and columns, ours under each published one.
public struct NumberGrid: ReportBlock {
  /// The id, such as `table2`; it stands before the ids of the numbers.
  public let id: String
  /// The number in the report; `nil` for a table that the report does not have.
  public let number: String?
  public let caption: String
  /// What distinguishes the rows, such as "Digit".
  public let rowTitle: String
  public let columns: [GridColumn]
  public let rows: [GridRow]
  /// Which scale a verdict needs.
  public let needs: NeededScale

  /// Makes a table; every row must have one cell for each column.
  public init(
    _ id: String, number: String?, caption: String, rowTitle: String, columns: [GridColumn], rows: [GridRow],
    needs: NeededScale = .full
  ) {
    for row in rows {
      precondition(
        row.cells.count == columns.count, "table \(id): expected \(columns.count) cells, found \(row.cells.count)")
    }
    self.id = id
    self.number = number
    self.caption = caption
    self.rowTitle = rowTitle
    self.columns = columns
    self.rows = rows
    self.needs = needs
  }

  private func rowItems(_ row: GridRow, in page: PageContext) -> [ReportItem?] {
    zip(columns, row.cells).map { column, cell in
      cell.map { cell in
        let parts = [row.id, column.id].filter { !$0.isEmpty }
        let number = PublishedNumber(
          parts.joined(separator: "."), "\(rowTitle) \(row.title), \(column.title)", published: cell.published,
          ours: cell.ours, as: cell.quantity, otherExamples: cell.otherExamples, needs: needs)
        return number.item(in: page, under: id)
      }
    }
  }

  /// The table and its numbers.
  public func items(in page: PageContext) -> [ReportItem] {
    let numbers = rows.flatMap { rowItems($0, in: page) }.compactMap { $0 }
    guard let number else { return numbers }
    return [.table(id: page.id(id), title: "\(number): \(caption)", numbers: numbers)] + numbers
  }

  /// The numbers as CSV, one in a row.
  public var files: [PageFile] {
    let page = PageContext(report: "", scale: .full, data: .mnist)
    let numbers = rows.flatMap { rowItems($0, in: page) }.compactMap { $0 }
    return [PageFile(name: "figures/\(id).csv", text: NumberTable.csv(numbers))]
  }

  /// The id of the table.
  public var anchors: [String] { [id] }

  /// The table with published above ours in each cell; a phone shows the rows one below the other.
  public func markup(in page: PageContext) -> Markup {
    let head: [Markup] = columns.map { "<th scope=\"col\" class=\"n\">\($0.title)</th>" }
    let body: [Markup] = rows.map { row in
      let cells: [Markup] = zip(columns, rowItems(row, in: page)).map { column, item in
        guard let item, let published = item.published else { return "<td></td>" }
        let ours = item.ours.flatMap { ours in item.format?.text(ours.centre) } ?? "–"
        return """
          <td class="n" data-column="\(column.title)"><span class="reported">\(published.text)</span> \
          <span class="ours" title="\(item.intervalText)">\(ours) <span title="\(item.outcome)">\(item.verdict.mark)</span>\
          </span></td>
          """
      }
      return "<tr><th scope=\"row\">\(row.title)</th>\(cells)</tr>\n"
    }
    return TableMarkup.figure(
      id: id, number: number, caption: caption + " Published above, ours below.",
      table: """
        <table class="grid\(columns.count > 3 ? " stack" : "")">
        <thead><tr><th scope="col">\(rowTitle)</th>\(head)</tr></thead>
        <tbody>
        \(body)</tbody></table>
        """,
      links: files.map { $0.link("CSV with intervals", in: page) }, in: page)
  }
}

extension ReportItem {
  /// The interval of one run in words, for tooltips.
  var intervalText: String {
    guard let ours, let format, let interval = ours.interval else { return outcome }
    return
      "95 % interval of one run \(format.text(interval.lower)) to \(format.text(interval.upper)), n = \(ours.count)"
  }
}
