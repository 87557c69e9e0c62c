import FledgeMetrics
import FledgePages
import FledgeStudies
import Yams

/// A table of kind `medians`: the median over seeds of some quantities, for some runs, beside what the report prints.
struct MedianTable: Sendable {
  static let keys = ["columns", "rows"]
  static let columnKeys = ["title", "printed"] + QuantityArguments.keys
  static let rowKeys = ["title", "study", "where", "variant", "reading"]

  private struct Row {
    let title: String
    let selector: RunSelector
    /// One for each column; `nil` for one of printed numbers.
    let quantities: [NamedQuantity?]
  }

  private struct Column {
    let title: String
    let printed: [Published?]?
  }

  private let columns: [Column]
  private let rows: [Row]

  init(_ reader: ReportBlockReader) throws {
    let file = reader.file
    guard let entry = reader.entry("columns") else {
      throw file.fail(reader.line, "a table of medians: expected 'columns: [{metric: test_loss}, …]', found none")
    }
    let readers = try file.list(entry.value, key: "columns", line: entry.line).map { node in
      try ReportBlockReader(
        node, what: "a column", keys: Self.columnKeys, line: node.mark?.line ?? entry.line, file: file,
        studies: reader.studies)
    }
    let places = try Self.rows(reader)
    rows = try places.map { title, selector in
      let quantities = try readers.map { column in
        try column.entry("printed") == nil ? column.quantity(of: selector.study) : nil
      }
      return Row(title: title, selector: selector, quantities: quantities)
    }
    columns = try readers.map { column in
      guard let printed = column.entry("printed") else {
        return Column(title: try column.text("title") ?? column.needed("metric"), printed: nil)
      }
      if let other = QuantityArguments.keys.lazy.compactMap({ column.entry($0) }).first {
        throw file.fail(other.line, "a column of printed numbers has no '\(other.key)'")
      }
      let nodes = try file.list(printed.value, key: "printed", line: printed.line)
      guard nodes.count == places.count else {
        throw file.fail(
          printed.line,
          "printed: expected \(places.count) numbers, one for each row and ~ where there is none, found \(nodes.count)")
      }
      return Column(
        title: try column.text("title") ?? "published",
        printed: try nodes.map { try Self.printed($0, file, line: printed.line) })
    }
  }

  /// The rows that are named, or one for each chosen variant.
  private static func rows(_ reader: ReportBlockReader) throws -> [(String, RunSelector)] {
    guard let entry = reader.entry("rows") else {
      let selector = try reader.selector()
      return selector.chosen.indices.map { index in
        let label = selector.variants[index].label
        let only = selector.chosen[index]
        return (label.isEmpty ? "all runs" : label, selector.keeping(at: only))
      }
    }
    return try reader.file.list(entry.value, key: "rows", line: entry.line).map { node in
      let row = try ReportBlockReader(
        node, what: "a row", keys: rowKeys, line: node.mark?.line ?? entry.line, file: reader.file,
        studies: reader.studies)
      let study = try row.entry("study") == nil ? reader.study() : row.study()
      let selector = try row.selector(in: study).single(in: reader.file, what: "a row")
      return (try row.text("title") ?? selector.variants[0].label, selector)
    }
  }

  private static func printed(_ node: Node, _ file: StudyFile, line: Int) throws -> Published? {
    guard let text = node.scalar?.string, text != "~", text != "", text != "null" else { return nil }
    guard let number = try? Published(text) else {
      throw file.fail(line, "printed: expected a number such as 0.012, 97.45 % or 8,097, found '\(text)'")
    }
    return number
  }

  func table(
    _ id: String, _ number: String?, _ caption: String?, _ context: ReproductionContext, of report: String
  ) throws -> Table {
    Table(
      id, number: number, caption: caption ?? "Medians over seeds.",
      columns: [TableColumn("")] + columns.map { TableColumn($0.title) },
      rows: try rows.enumerated().map { place, row in
        let runs = try row.selector.runs(context, of: report).flatMap(\.1)
        return [.text(row.title)]
          + (try zip(columns, row.quantities).map { column, quantity in
            guard let quantity else { return column.printed?[place].map { .published($0) } ?? .empty }
            return Self.cell(Spread(try quantity.measured(runs)).median, quantity.quantity)
          })
      })
  }

  private static func cell(_ median: Double, _ quantity: RunQuantity) -> TableCell {
    if quantity.metric.unit == .fraction { return .percent(median, decimals: 2) }
    return .number(median, decimals: quantity.quantity == .count ? 0 : 4)
  }
}
