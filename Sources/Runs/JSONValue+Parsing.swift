extension JSONValue {
  /// What is wrong with a text, and at which byte.
  struct ParsingError: Error, Equatable {
    let offset: Int
    let expected: String
  }

  /// Reads one JSON value (RFC 8259); nesting is limited to 64 levels.
  init(parsing text: String) throws(ParsingError) {
    var parser = Parser(bytes: Array(text.utf8))
    self = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.offset == parser.bytes.count else { throw parser.error("the end") }
  }

  private struct Parser {
    let bytes: [UInt8]
    var offset = 0

    func error(_ expected: String) -> ParsingError { ParsingError(offset: offset, expected: expected) }

    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func skipSpace() {
      while let byte = next, " \t\n\r".utf8.contains(byte) { offset += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      guard next == byte else { return false }
      offset += 1
      return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(ParsingError) {
      skipSpace()
      guard take(UInt8(ascii: character)) else { throw error("“\(character)”") }
    }

    mutating func value(depth: Int) throws(ParsingError) -> JSONValue {
      guard depth < 64 else { throw error("fewer than 64 levels") }
      skipSpace()
      switch next {
      case UInt8(ascii: "{"): return try object(depth: depth)
      case UInt8(ascii: "["): return try array(depth: depth)
      case UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "t"): return try word("true", .bool(true))
      case UInt8(ascii: "f"): return try word("false", .bool(false))
      case UInt8(ascii: "n"): return try word("null", .null)
      default: return try number()
      }
    }

    mutating func word(_ word: String, _ value: JSONValue) throws(ParsingError) -> JSONValue {
      guard bytes[offset...].starts(with: word.utf8) else { throw error("“\(word)”") }
      offset += word.utf8.count
      return value
    }

    mutating func object(depth: Int) throws(ParsingError) -> JSONValue {
      offset += 1
      var members: [Member] = []
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object([]) }
      while true {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw error("a key in quotes") }
        let key = try string()
        try expect(":")
        members.append(Member(key: key, value: try value(depth: depth + 1)))
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        try expect(",")
      }
    }

    mutating func array(depth: Int) throws(ParsingError) -> JSONValue {
      offset += 1
      var values: [JSONValue] = []
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array([]) }
      while true {
        values.append(try value(depth: depth + 1))
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(values) }
        try expect(",")
      }
    }

    mutating func number() throws(ParsingError) -> JSONValue {
      let start = offset
      _ = take(UInt8(ascii: "-"))
      if !take(UInt8(ascii: "0")) { try digits() }
      if take(UInt8(ascii: ".")) { try digits() }
      if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        try digits()
      }
      return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    mutating func digits() throws(ParsingError) {
      let start = offset
      while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
      if offset == start { throw error("a value") }
    }

    mutating func string() throws(ParsingError) -> String {
      offset += 1
      var utf8: [UInt8] = []
      while let byte = next {
        offset += 1
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: utf8, as: UTF8.self)
        case UInt8(ascii: "\\"): utf8.append(contentsOf: try escape())
        case 0..<0x20: throw error("no control character in a string")
        default: utf8.append(byte)
        }
      }
      throw error("the closing quote")
    }

    mutating func escape() throws(ParsingError) -> [UInt8] {
      guard let byte = next else { throw error("an escaped character") }
      offset += 1
      switch byte {
      case UInt8(ascii: "n"): return [0x0A]
      case UInt8(ascii: "r"): return [0x0D]
      case UInt8(ascii: "t"): return [0x09]
      case UInt8(ascii: "b"): return [0x08]
      case UInt8(ascii: "f"): return [0x0C]
      case UInt8(ascii: "u"):
        var units = [try hexadecimal()]
        if UTF16.isLeadSurrogate(units[0]), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
          units.append(try hexadecimal())
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
      default: throw error("one of \" \\ / b f n r t u after a backslash")
      }
    }

    mutating func hexadecimal() throws(ParsingError) -> UInt16 {
      let digits = bytes[offset..<min(offset + 4, bytes.count)]
      guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
        throw error("four hexadecimal digits")
      }
      offset += 4
      return unit
    }
  }
}
