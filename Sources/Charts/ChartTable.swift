/// The data of a chart as a table.
public struct ChartTable: Sendable, Hashable {
  /// The names of the columns.
  public var header: [String]
  /// The rows, each with one field for every column.
  public var rows: [[String]]

  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// The table as CSV (RFC 4180): a header line, fields quoted where needed, lines ended by a line feed.
  public var csv: String {
    ([header] + rows).map { $0.map(CSVText.field).joined(separator: ",") + "\n" }.joined()
  }
}

/// Fields of CSV text; numbers in the shortest form that reads back as the same double, or as the same single where
/// they came from one.
package enum CSVText {
  /// A number as a field; whole numbers without a point.
  package static func number(_ value: Double) -> String {
    if value.isFinite, value == value.rounded(), value.magnitude < 1e15 { return String(Int(value)) }
    let single = Float(value)
    return Double(single) == value ? String(describing: single) : String(describing: value)
  }

  /// A number rounded to so many significant digits, for pictures whose shades tell no more.
  package static func number(_ value: Double, digits: Int) -> String {
    guard value.isFinite, value != 0 else { return number(value) }
    var expansion = DecimalExpansion(value)
    expansion.round(digitCount: digits)
    let text = expansion.digits.prefix(digits).map { String($0) }.joined() + "e"
    let exponent = expansion.pointPosition - min(digits, expansion.digits.count)
    return number(Double((value < 0 ? "-" : "") + text + String(exponent)) ?? value)
  }

  /// A number or an empty field.
  static func number(_ value: Double?) -> String { value.map { number($0) } ?? "" }

  static func field(_ text: String) -> String {
    let text = disarmed(text)
    let isPlain = text.unicodeScalars.allSatisfy { $0 != "," && $0 != "\"" && $0 != "\n" && $0 != "\r" }
    if isPlain { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// Text that no program takes for a formula or a command to a terminal.
  ///
  /// Spreadsheets run what begins with `=`, `+`, `-` or `@`, also as full-width characters and behind spaces, a tab or a line
  /// end: an apostrophe in front makes it text. Numbers stay as they are, and so does one such character alone.
  private static func disarmed(_ text: String) -> String {
    let safe = XMLText.withoutControls(text)
    let visible = safe.unicodeScalars.drop { $0 == " " }
    guard let first = visible.first, starts.contains(first), Double(safe) == nil, visible.count > 1 else { return safe }
    return "'" + safe
  }

  private static let starts = Set("=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars)
}
