public import FledgeFormats

/// The items of `items.json`, which `fledge reproduce` writes, as a table with a row for each.
public struct ItemsTable: Sendable {
  /// The columns, which later versions only add to.
  public static let columns = [
    "report", "id", "kind", "title", "verdict", "reading", "published", "mean", "sd", "n", "interval_lower",
    "interval_upper", "estimator", "values", "margin", "rule", "scale", "data", "outcome",
  ]

  public let rows: [[JSONValue]]

  /// Reads a file of items.
  ///
  /// - Throws: `FormatError` where it is no such file.
  public init(contentsOf path: String) throws(FormatError) {
    let bytes = try FileBytes.read(path, limit: 1 << 28)
    do throws(FormatError) {
      try self.init(JSONValue(parsing: bytes))
    } catch {
      throw error.inFile(path)
    }
  }

  init(_ value: JSONValue) throws(FormatError) {
    guard let reports = value["reports"]?.arrayValue else {
      throw FormatError(
        .malformed, expected: "the reports of an items.json", found: "another JSON value",
        advice: "`fledge reproduce` writes one beside its pages")
    }
    var rows: [[JSONValue]] = []
    for report in reports {
      for item in report["items"]?.arrayValue ?? [] { rows.append(ItemsTable.row(item, of: report)) }
    }
    self.rows = rows
  }

  private static func row(_ item: JSONValue, of report: JSONValue) -> [JSONValue] {
    let ours = item["ours"]
    let interval = ours?["interval"]?.arrayValue ?? []
    let values = ours?["values"]?.arrayValue.map { JSONValue.string($0.map { $0.text() }.joined(separator: " ")) }
    let cells: [JSONValue?] = [
      report["report"], item["id"], item["kind"], item["title"], item["verdict"], item["reading"], item["published"],
      ours?["mean"], ours?["sd"], ours?["n"], interval.first, interval.count > 1 ? interval[1] : nil,
      ours?["estimator"], values, item["margin"], item["rule"], report["scale"], report["data"], item["outcome"],
    ]
    return cells.map { $0 ?? .null }
  }

  /// The table as a file of its kind.
  public func text(_ kind: TableKind) -> String { kind.text(ItemsTable.columns, rows) }
}
