extension JSONValue {
  /// How a value is laid out as text.
  public enum Layout: Sendable {
    /// One line without spaces.
    case compact
    /// One member a line, indented by two spaces.
    case indented
  }

  /// The value as JSON text.
  ///
  /// Numbers are the shortest that read back as the same number; one that is not finite becomes `null`.
  /// - Parameter sortingKeys: whether keys stand in the order of their UTF-8 bytes instead of their own order.
  public func text(_ layout: Layout = .compact, sortingKeys: Bool = false) -> String {
    var writer = JSONWriter(layout: layout, sortingKeys: sortingKeys)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The one text that all equal values share, whatever the order of their keys: compact, keys sorted.
  ///
  /// A configuration is known by the SHA-256 of these bytes.
  public var canonicalText: String { text(.compact, sortingKeys: true) }
}

/// Collects the text of a JSON value.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private let layout: JSONValue.Layout
  private let sortingKeys: Bool
  private var depth = 0

  init(layout: JSONValue.Layout, sortingKeys: Bool) {
    self.layout = layout
    self.sortingKeys = sortingKeys
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): append(value.isFinite ? value.description : "null")
    case .string(let text): write(text)
    case .array(let values):
      write(values.count, between: "[", "]") { writer, index in writer.write(values[index]) }
    case .object(let object):
      let members =
        sortingKeys
        ? object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : object.members
      write(members.count, between: "{", "}") { writer, index in
        writer.write(members[index].key)
        writer.append(writer.layout == .indented ? ": " : ":")
        writer.write(members[index].value)
      }
    }
  }

  private mutating func write(
    _ count: Int, between open: String, _ close: String, item: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    depth += 1
    for index in 0..<count {
      if index > 0 { append(",") }
      breakLine()
      item(&self, index)
    }
    depth -= 1
    if count > 0 { breakLine() }
    append(close)
  }

  private mutating func breakLine() {
    guard layout == .indented else { return }
    append("\n")
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private mutating func write(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20, 0x7F: append("\\u00" + Hexadecimal.text([byte]))
      default: bytes.append(byte)
      }
    }
    append("\"")
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
