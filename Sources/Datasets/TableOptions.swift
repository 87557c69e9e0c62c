/// How a table is read: what its columns are for, and how its text is written.
public struct TableOptions: Sendable, Equatable {
  /// Whether the first line names the columns.
  public enum Header: String, Sendable, CaseIterable {
    case auto, yes, no
  }

  /// What is done where a value is missing.
  public enum Missing: String, Sendable, CaseIterable, Codable {
    /// The file is refused, with the line.
    case refuse
    /// The row is left out.
    case drop
    /// The mean of the column over the training rows stands in for it.
    case mean
  }

  /// What a network learns from the label column.
  public enum Task: String, Sendable, CaseIterable {
    /// Classes, where the column does not look like real values.
    case auto
    case classification
    case regression
  }

  /// The label's column by its name, or by its number counted from 1 (from −1 backwards).
  public var label: String?
  /// The columns of features, by name or number; all others when empty.
  public var features: [String] = []
  /// A column that names the rows and is no feature.
  public var id: String?
  /// The name of the delimiter (`comma`, `semicolon`, `tab`, `pipe`, `space`) or one character; found out when `nil`.
  public var delimiter: String?
  public var header = Header.auto
  public var missing = Missing.refuse
  public var task = Task.auto
  /// A column whose equal values stay on one side of every split; no feature unless `features` names it.
  public var splitBy: String?
  /// A column of times by which the latest rows are held out; no feature unless `features` names it.
  public var splitTime: String?
  /// Whether a table without a label column is read too, all of its columns as features: an autoencoder needs none.
  public var labelIsOptional = false

  public init() {}

  private static let delimiters: [(name: String, byte: UInt8)] = [
    ("comma", UInt8(ascii: ",")), ("semicolon", UInt8(ascii: ";")), ("tab", UInt8(ascii: "\t")),
    ("pipe", UInt8(ascii: "|")), ("space", UInt8(ascii: " ")),
  ]

  /// The byte that a delimiter's name or character stands for; `nil` where it is neither.
  public static func delimiterByte(_ text: String) -> UInt8? {
    if let named = delimiters.first(where: { $0.name == text.lowercased() }) { return named.byte }
    if text == "\\t" { return UInt8(ascii: "\t") }
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] < 128 else { return nil }
    let isWord = (48...57).contains(bytes[0]) || (65...90).contains(bytes[0]) || (97...122).contains(bytes[0])
    return isWord || ["\"", "\n", "\r", ".", "-", "+"].contains(text) ? nil : bytes[0]
  }

  /// The name of a delimiter's byte.
  static func delimiterName(_ byte: UInt8) -> String {
    delimiters.first { $0.byte == byte }?.name ?? String(UnicodeScalar(byte))
  }
}
