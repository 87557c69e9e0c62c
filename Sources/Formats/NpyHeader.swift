import FledgeTensors

/// The checked header of a `.npy` file: a Python dictionary of three known keys, read without running anything.
struct NpyHeader {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  /// The longest header that is read; NumPy's own are about a hundred bytes.
  static let longest = 100_000

  private(set) var type = ElementType.float32
  private(set) var shape: TensorShape = []
  private(set) var isFortranOrder = false
  private(set) var isBigEndian = false
  let dataStart: Int

  private let bytes: [UInt8]
  private var position: Int

  init(reading bytes: [UInt8]) throws(FormatError) {
    self.bytes = bytes
    guard bytes.count >= 10, Array(bytes[..<6]) == NpyHeader.magic else {
      throw FormatError(
        .malformed, offset: 0, expected: "a NumPy array (bytes 93 4e 55 4d 50 59)",
        found: bytes.count < 10 ? FormatError.count(bytes.count, "byte") : ContentSniffer.describe(bytes.span))
    }
    guard (1...3).contains(bytes[6]), bytes[7] == 0, bytes[6] == 1 || bytes.count >= 12 else {
      throw FormatError(
        .unsupported, offset: 6, expected: "version 1.0, 2.0 or 3.0", found: "\(bytes[6]).\(bytes[7])")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = (0..<lengthBytes).reversed().reduce(0) { $0 << 8 | Int(bytes[8 + $1]) }
    position = 8 + lengthBytes
    guard length <= min(NpyHeader.longest, bytes.count - position) else {
      throw FormatError(
        .malformed, offset: 8, expected: "a header of at most \(min(NpyHeader.longest, bytes.count - position)) bytes",
        found: FormatError.count(length, "byte"), advice: "the file is cut off or damaged, copy or save it again")
    }
    dataStart = position + length
    try readDictionary()
  }

  /// Checks that the elements fill a file of `size` bytes.
  func checkSize(of fileSize: Int) throws(FormatError) {
    let (needed, overflow) = shape.count.multipliedReportingOverflow(by: type.byteCount)
    let found = fileSize - dataStart
    guard !overflow, needed == found else {
      throw FormatError(
        .malformed, offset: dataStart,
        expected: "\(overflow ? "fewer" : FormatError.count(needed, "byte")) for \(type.rawValue) \(shape)",
        found: FormatError.count(found, "byte"), advice: "the file is cut off or damaged, copy or save it again")
    }
  }

  private mutating func readDictionary() throws(FormatError) {
    var seen: Set<String> = []
    try expect("{")
    while !accept("}") {
      let start = position
      let key = try quotedText()
      guard seen.insert(key).inserted else {
        throw FormatError(
          .malformed, offset: start, expected: "each key once", found: "\(FormatError.quoted(key)) a second time")
      }
      try expect(":")
      switch key {
      case "descr": type = try elementType()
      case "fortran_order": isFortranOrder = try truth()
      case "shape": shape = try tuple()
      default: throw wrong("one of the keys descr, fortran_order, shape", at: start)
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    guard seen.count == 3 else {
      throw wrong("the keys descr, fortran_order and shape", at: position)
    }
    skipSpace()
    guard position == dataStart else { throw wrong("nothing after the dictionary", at: position) }
  }

  private mutating func elementType() throws(FormatError) -> ElementType {
    skipSpace()
    let start = position
    guard peek == UInt8(ascii: "'") || peek == UInt8(ascii: "\"") else {
      throw FormatError(
        .unsupported, offset: start, expected: "an array of plain numbers", found: "a structured type",
        advice: "save each field as an array of its own")
    }
    let text = try quotedText()
    if let type = ElementType.allCases.first(where: { NpyHeader.accepted($0).contains(text) }) { return type }
    if text.hasPrefix(">"),
      let type = ElementType.allCases.first(where: { NpyHeader.accepted($0).contains("<" + text.dropFirst()) })
    {
      isBigEndian = type.byteCount > 1
      return type
    }
    let isObject = text.contains("O")
    throw FormatError(
      .unsupported, offset: start, expected: "numbers or truth values, such as '<f4'",
      found: "'\(text.prefix(20))'\(isObject ? ", Python objects" : "")",
      advice: "save the array with astype('<f4') or another plain type")
  }

  private mutating func truth() throws(FormatError) -> Bool {
    skipSpace()
    if accept("True") { return true }
    if accept("False") { return false }
    throw wrong("True or False", at: position)
  }

  private mutating func tuple() throws(FormatError) -> TensorShape {
    try expect("(")
    let start = position
    var extents: [Int] = []
    while !accept(")") {
      skipSpace()
      let first = position
      while let byte = peek, (48...57).contains(byte) { position += 1 }
      guard let extent = Int(String(decoding: bytes[first..<position], as: UTF8.self)), extents.count < 64 else {
        throw wrong("at most 64 extents that fit", at: first)
      }
      extents.append(extent)
      if !accept(",") {
        try expect(")")
        break
      }
    }
    guard let shape = TensorShape(checking: extents) else { throw wrong("a shape whose product fits", at: start) }
    return shape
  }

  private var peek: UInt8? { position < dataStart ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A { position += 1 }
  }

  private mutating func accept(_ text: String) -> Bool {
    skipSpace()
    let end = position + text.utf8.count
    guard end <= dataStart, bytes[position..<end].elementsEqual(text.utf8) else { return false }
    position = end
    return true
  }

  private mutating func expect(_ text: String) throws(FormatError) {
    guard accept(text) else { throw wrong("\"\(text)\"", at: position) }
  }

  private mutating func quotedText() throws(FormatError) -> String {
    skipSpace()
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw wrong("text in quotes", at: position)
    }
    position += 1
    let first = position
    while let byte = peek, byte != quote, byte >= 32, byte < 127, byte != UInt8(ascii: "\\") { position += 1 }
    guard peek == quote else { throw wrong("plain text and a closing quote", at: position) }
    position += 1
    return String(decoding: bytes[first..<position - 1], as: UTF8.self)
  }

  private func wrong(_ expected: String, at offset: Int) -> FormatError {
    FormatError(
      .malformed, offset: offset, expected: "\(expected) in the NumPy header",
      found: offset < dataStart ? ContentSniffer.text(bytes[offset..<min(dataStart, offset + 20)]) : "its end")
  }

  /// NumPy's name for a type, as it is written.
  static func description(of type: ElementType) -> String {
    switch type {
    case .bool: "|b1"
    case .uint8: "|u1"
    case .int8: "|i1"
    case .uint16: "<u2"
    case .int16: "<i2"
    case .float16: "<f2"
    case .uint32: "<u4"
    case .int32: "<i4"
    case .float32: "<f4"
    case .uint64: "<u8"
    case .int64: "<i8"
    case .float64: "<f8"
    // NumPy has no such type; the bits are kept.
    case .bfloat16: "<u2"
    }
  }

  private static func accepted(_ type: ElementType) -> [String] {
    guard type != .bfloat16 else { return [] }
    let name = description(of: type)
    return type.byteCount == 1 ? [name, "<" + name.dropFirst()] : [name]
  }
}
