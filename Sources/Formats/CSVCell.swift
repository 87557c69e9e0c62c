/// Text as one field of a CSV file.
public enum CSVCell {
  /// A field that reads back as the text (RFC 4180), and that no spreadsheet runs.
  public static func field(_ text: String) -> String {
    let safe = disarmed(text)
    guard safe.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }

  /// Text that no program takes for a formula or a command to a terminal.
  ///
  /// Spreadsheets run what begins with `=`, `+`, `-` or `@`, also as full-width characters and behind spaces or a tab: an
  /// apostrophe in front makes it text. Numbers stay as they are, and so does one such character alone.
  public static func disarmed(_ text: String) -> String {
    let safe = PrintableText.lines(text)
    let visible = safe.unicodeScalars.drop { $0 == " " }
    guard let first = visible.first, starts.contains(first), Double(safe) == nil, visible.count > 1 else { return safe }
    return "'" + safe
  }

  /// One line of fields.
  public static func line(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\n" }

  private static let starts = Set("=+-@\t\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars)
}
