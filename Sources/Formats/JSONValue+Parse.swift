extension JSONValue {
  /// Bounds on what a JSON text may hold, so that a hostile one ends in an error instead of a full memory or stack.
  public struct Limits: Sendable {
    /// How deep arrays and objects may nest.
    public var depth: Int
    /// How many values there may be in all; a value takes about 100 bytes of memory.
    public var values: Int

    public init(depth: Int = 64, values: Int = 400_000) {
      self.depth = depth
      self.values = values
    }
  }

  /// Reads one JSON value that fills the bytes (RFC 8259, strictly: UTF-8, no comments, no trailing commas).
  ///
  /// - Throws: `FormatError` with the byte at which the text breaks the rules, where a key stands twice in one object,
  ///   where a number is beyond a `Double`, or where a limit is passed.
  public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(FormatError) {
    var parser = JSONParser(bytes: bytes, limits: limits)
    self = try parser.document()
  }

  /// Reads one JSON value that fills the text.
  public init(parsing text: String, limits: Limits = Limits()) throws(FormatError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }
}

/// A strict recursive-descent reader of JSON.
struct JSONParser {
  private let bytes: [UInt8]
  private let limits: JSONValue.Limits
  private var position = 0
  private var depth = 0
  private var values = 0

  init(bytes: [UInt8], limits: JSONValue.Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(FormatError) -> JSONValue {
    skipSpace()
    let result = try value()
    skipSpace()
    guard position == bytes.count else { throw unexpected("the end of the JSON text") }
    return result
  }

  private mutating func value() throws(FormatError) -> JSONValue {
    values += 1
    guard values <= limits.values else {
      throw FormatError(
        .tooLarge, offset: position, expected: "at most \(limits.values) JSON values", found: "more of them")
    }
    switch peek {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"): return try number()
    case let digit? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw unexpected("a JSON value")
    }
  }

  private mutating func object() throws(FormatError) -> JSONObject {
    try enter()
    var object = JSONObject()
    var seen: Set<String> = []
    while try hasNext(UInt8(ascii: "}"), isFirst: object.members.isEmpty) {
      let start = position
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let key = try string()
      guard seen.insert(key).inserted else {
        throw FormatError(
          .malformed, offset: start, expected: "each key once", found: "\(FormatError.quoted(key)) a second time")
      }
      skipSpace()
      guard peek == UInt8(ascii: ":") else { throw unexpected("a colon") }
      position += 1
      skipSpace()
      object.members.append(JSONObject.Member(key: key, value: try value()))
    }
    depth -= 1
    return object
  }

  private mutating func array() throws(FormatError) -> [JSONValue] {
    try enter()
    var items: [JSONValue] = []
    while try hasNext(UInt8(ascii: "]"), isFirst: items.isEmpty) { items.append(try value()) }
    depth -= 1
    return items
  }

  private mutating func enter() throws(FormatError) {
    depth += 1
    guard depth <= limits.depth else {
      throw FormatError(
        .tooLarge, offset: position, expected: "at most \(limits.depth) levels of nesting", found: "one more")
    }
    position += 1
  }

  /// Steps over the comma or the closing bracket; false after the bracket.
  private mutating func hasNext(_ close: UInt8, isFirst: Bool) throws(FormatError) -> Bool {
    skipSpace()
    if peek == close {
      position += 1
      return false
    }
    if isFirst { return true }
    guard peek == UInt8(ascii: ",") else {
      throw unexpected("a comma or \"\(Character(Unicode.Scalar(close)))\"")
    }
    position += 1
    skipSpace()
    return true
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(FormatError) -> JSONValue {
    for byte in text.description.utf8 {
      guard peek == byte else { throw unexpected("\"\(text)\"") }
      position += 1
    }
    return value
  }

  private mutating func number() throws(FormatError) -> JSONValue {
    let start = position
    var isWhole = true
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, text != "-0", let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw FormatError(
        .malformed, offset: start, expected: "a number that a Double can hold", found: FormatError.quoted(text))
    }
    return .number(value)
  }

  private mutating func digits() throws(FormatError) {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private func unexpected(_ expected: String) -> FormatError {
    guard position < bytes.count else {
      return FormatError(.malformed, offset: position, expected: expected, found: "the end of the text")
    }
    let byte = bytes[position]
    let isVisible = (0x21...0x7E).contains(byte)
    return FormatError(
      .malformed, offset: position, expected: expected,
      found: isVisible ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte \(Hexadecimal.text([byte]))")
  }
}

extension JSONParser {
  private mutating func string() throws(FormatError) -> String {
    let start = position
    position += 1
    let first = position
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    if peek == UInt8(ascii: "\"") {
      position += 1
      return try checked(bytes[first..<position - 1], at: start)
    }
    var text = Array(bytes[first..<position])
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw unexpected("text without control characters (they are written \\u00xx)") }
      position += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    guard peek == UInt8(ascii: "\"") else { throw unexpected("a closing quote") }
    position += 1
    return try checked(text[...], at: start)
  }

  private func checked(_ utf8: ArraySlice<UInt8>, at start: Int) throws(FormatError) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw FormatError(.malformed, offset: start, expected: "text in UTF-8", found: "bytes that are not UTF-8")
    }
    return text
  }

  private mutating func escape(into text: inout [UInt8]) throws(FormatError) {
    let byte = peek
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte ?? 0)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      text.append(contentsOf: String(Character(try scalar())).utf8)
      return
    default: throw unexpected("an escape (one of \" \\ / b f n r t u)")
    }
    position += 1
  }

  /// A scalar from four digits, or from a pair of surrogates.
  private mutating func scalar() throws(FormatError) -> Unicode.Scalar {
    let start = position
    var code = try fourDigits()
    if (0xD800...0xDBFF).contains(code), peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try fourDigits()
      if (0xDC00...0xDFFF).contains(low) { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) }
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw FormatError(
        .malformed, offset: start, expected: "a character",
        found: "half of a surrogate pair (\\u\(String(code, radix: 16)))")
    }
    return scalar
  }

  private mutating func fourDigits() throws(FormatError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
