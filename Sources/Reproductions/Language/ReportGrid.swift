import FledgePages
import FledgeStudies
import Yams

/// A table of the report with numbers in rows and columns: a `published` block with `columns` and `rows`.
package struct ReportGrid: Sendable {
  static let keys = ["id", "number", "caption", "row-title", "study", "columns", "rows"]
  static let columnKeys = ["id", "title"] + QuantityArguments.keys
  static let rowKeys =
    ["id", "title", "study", "where", "variant", "reading", "values"]
    + QuantityArguments.keys.filter { $0 != "metric" }

  private struct Row: Sendable {
    let id: String
    let title: String
    let selector: RunSelector
    /// A number and its quantity in each column; `nil` where the report prints none.
    let cells: [(published: Published, quantity: NamedQuantity)?]
  }

  let id: String
  private let number: String?
  private let caption: ResultText?
  private let rowTitle: String
  private let columns: [GridColumn]
  private let rows: [Row]

  /// The ids of its numbers.
  var ids: [String] {
    rows.flatMap { row in
      zip(columns, row.cells).compactMap { column, cell in
        cell == nil ? nil : ([id] + [row.id, column.id].filter { !$0.isEmpty }).joined(separator: ".")
      }
    }
  }

  init(_ root: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let table = try ReportBlockReader(
      root, what: "published", keys: Self.keys, line: line, file: file, studies: studies)
    id = try table.id()
    number = try table.text("number")
    caption = try table.resultText("caption")
    rowTitle = try table.text("row-title") ?? ""
    guard let columnEntry = table.entry("columns"), let rowEntry = table.entry("rows") else {
      throw file.fail(table.line, "published: a table with columns needs 'columns:' and 'rows:'")
    }
    let readers = try file.list(columnEntry.value, key: "columns", line: columnEntry.line).map { node in
      try ReportBlockReader(
        node, what: "a column", keys: Self.columnKeys, line: node.mark?.line ?? columnEntry.line, file: file,
        studies: studies)
    }
    columns = try readers.map { GridColumn(try $0.id(), try $0.text("title") ?? $0.needed("metric")) }
    rows = try file.list(rowEntry.value, key: "rows", line: rowEntry.line).map { node in
      try Self.row(node, line: node.mark?.line ?? rowEntry.line, table, readers)
    }
  }

  private static func row(
    _ node: Node, line: Int, _ table: ReportBlockReader, _ columns: [ReportBlockReader]
  ) throws -> Row {
    let reader = try ReportBlockReader(
      node, what: "a row", keys: rowKeys, line: line, file: table.file, studies: table.studies)
    let study = try reader.entry("study") == nil ? table.study() : reader.study()
    let selector = try reader.selector(in: study).single(in: table.file, what: "a row")
    guard let entry = reader.entry("values") else {
      throw table.file.fail(line, "a row: expected 'values:', found none")
    }
    let values = try table.file.list(entry.value, key: "values", line: entry.line)
    guard values.count == columns.count else {
      throw table.file.fail(
        entry.line,
        "values: expected \(columns.count), one for each column and ~ where there is none, found \(values.count)")
    }
    let cells = try zip(columns, values).map { column, value -> (Published, NamedQuantity)? in
      guard let text = value.scalar?.string, text != "~", text != "", text != "null" else { return nil }
      var arguments = try column.arguments()
      let own = try reader.arguments()
      arguments.epoch = own.epoch ?? arguments.epoch
      arguments.className = own.className ?? arguments.className
      arguments.set = own.set ?? arguments.set
      arguments.stop = own.stop ?? arguments.stop
      arguments.below = own.below ?? arguments.below
      let quantity = try table.file.quantity(column.needed("metric"), of: study, arguments, line: entry.line)
      return (
        try table.file.published(text, as: quantity.quantity.metric, key: "values", line: entry.line), quantity
      )
    }
    return Row(id: try reader.id(), title: try reader.text("title") ?? reader.id(), selector: selector, cells: cells)
  }

  func block(_ context: ReproductionContext, of report: String) throws -> NumberGrid {
    NumberGrid(
      id, number: number,
      caption: try caption?.text(context, of: report) ?? "Numbers of the report beside ours.", rowTitle: rowTitle,
      columns: columns,
      rows: try rows.map { row in
        let runs = try row.selector.runs(context, of: report).flatMap(\.1)
        return GridRow(
          row.id, row.title,
          try row.cells.map { cell in
            try cell.map {
              GridCell($0.published, try $0.quantity.published(by: runs), as: $0.quantity.quantity.quantity)
            }
          })
      })
  }
}
