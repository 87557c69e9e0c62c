import FledgeCharts

/// A column of a ``Table``.
public struct TableColumn: Sendable, Equatable, ExpressibleByStringLiteral {
  /// What stands above it.
  public let title: String
  /// The unit, in parentheses after the title.
  public let unit: String?

  public init(_ title: String, unit: String? = nil) {
    self.title = title
    self.unit = unit
  }

  /// A column without a unit.
  public init(stringLiteral title: String) { self.init(title) }

  var titleWithUnit: String { unit.map { "\(title) (\($0))" } ?? title }
}

/// A cell of a ``Table``: text stands to the left, numbers to the right.
public enum TableCell: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// Words.
  case text(String)
  /// A whole number.
  case count(Int)
  /// A number shown with `decimals` digits after the point; all digits stand in the CSV file.
  case number(Double, decimals: Int)
  /// A number shown as a mantissa of `digits` digits and a power of ten; all digits stand in the CSV file.
  case scientific(Double, digits: Int)
  /// A share shown in percent; the share itself stands in the CSV file.
  case percent(Double, decimals: Int)
  /// A number as the report prints it.
  case published(Published)
  case verdict(Verdict)
  /// Nothing.
  case empty

  /// Words.
  public init(stringLiteral text: String) { self = .text(text) }

  /// A whole number.
  public init(integerLiteral number: Int) { self = .count(number) }

  /// The text for a spreadsheet.
  var csv: String {
    switch self {
    case .text(let text): text
    case .count(let number): String(number)
    case .number(let value, _), .percent(let value, _), .scientific(let value, _): value.isFinite ? "\(value)" : ""
    case .published(let number): number.text
    case .verdict(let verdict): verdict.rawValue
    case .empty: ""
    }
  }

  /// The cell; where a phone shows rows one below the other, the column's title stands before it.
  func markup(under title: String) -> Markup {
    let column: Markup = "data-column=\"\(title)\""
    return switch self {
    case .text(let text): "<td \(column)>\(RunningText.inline(text))</td>"
    case .count(let number): "<td class=\"n\" \(column)>\(number)</td>"
    case .number(let value, let decimals):
      "<td class=\"n\" \(column)>\(NumberFormat(decimals: decimals).text(value))</td>"
    case .scientific(let value, let digits):
      "<td class=\"n\" \(column)>\(NumberText.scientific(value, digits: digits))</td>"
    case .percent(let value, let decimals):
      "<td class=\"n\" \(column)>\(NumberFormat(decimals: decimals, isPercentage: true).text(value))</td>"
    case .published(let number): "<td class=\"n\" \(column)>\(number.text)</td>"
    case .verdict(let verdict): "<td \(column)>\(verdict.badge)</td>"
    case .empty: "<td></td>"
    }
  }
}

/// A table of the report filled in again, or one that we add; for published numbers see ``NumberTable``.
public struct Table: ReportBlock {
  /// The id on the page and in file names, such as `table1`.
  public let id: String
  /// The number in the report, such as "Table 1"; `nil` for a table that the report does not have.
  public let number: String?
  /// What the table holds.
  public let caption: String
  public let columns: [TableColumn]
  public let rows: [[TableCell]]

  /// Makes a table; every row must have one cell for each column.
  public init(_ id: String, number: String?, caption: String, columns: [TableColumn], rows: [[TableCell]]) {
    for row in rows {
      precondition(row.count == columns.count, "table \(id): expected \(columns.count) cells, found \(row.count)")
    }
    self.id = id
    self.number = number
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  /// The table as an item, if it is one of the report's.
  public func items(in page: PageContext) -> [ReportItem] {
    guard let number else { return [] }
    return [ReportItem(id: page.id(id), kind: .table, title: "\(number): \(caption)", verdict: .redrawn)]
  }

  /// The cells as CSV.
  public var files: [PageFile] {
    [
      PageFile(
        name: "figures/\(id).csv",
        text: TableMarkup.csv(columns.map(\.titleWithUnit), rows.map { $0.map(\.csv) }))
    ]
  }

  public var anchors: [String] { [id] }

  /// The table with caption and links; one that the report does not have folds away.
  public func markup(in page: PageContext) -> Markup {
    let isNumeric = columns.indices.map { column in rows.contains { $0[column].isNumeric } }
    let head: [Markup] = zip(columns, isNumeric).map { column, isNumeric in
      "<th scope=\"col\"\(isNumeric ? Markup(wellFormed: " class=\"n\"") : .none)>\(column.titleWithUnit)</th>"
    }
    let body: [Markup] = rows.map { row in
      "<tr>\(zip(columns, row).map { column, cell in cell.markup(under: column.titleWithUnit) })</tr>\n"
    }
    let classes = ["plain", columns.count > 3 ? "stack" : "", columns.count > 7 ? "dense" : ""]
      .filter { !$0.isEmpty }.joined(separator: " ")
    // What the report does not have folds behind its own results.
    let isFolded = number == nil && page.isReport
    let figure = TableMarkup.figure(
      id: id, number: number, caption: isFolded ? "" : caption,
      table:
        "<table class=\"\(classes)\">\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody></table>",
      links: files.map { $0.link("CSV", in: page) }, in: page)
    // What the report does not have stands behind its own results.
    guard number == nil, page.isReport else { return figure }
    return
      "<details class=\"added\"><summary>Table added by us: \(RunningText.inline(caption))</summary>\n\(figure)</details>\n"
  }
}

extension TableCell {
  /// Whether the cell stands to the right.
  var isNumeric: Bool {
    switch self {
    case .count, .number, .percent, .scientific, .published: true
    case .text, .verdict, .empty: false
    }
  }
}
