package import FledgeFormats

/// Reads one message in the wire format of Protocol Buffers, field by field.
///
/// Every length is checked against the bytes that are left before it is used, and messages nest at most
/// `maximumDepth` deep. Nothing is copied until a caller asks for it.
package struct ProtobufReader: Sendable {
  /// What stands in a field.
  package enum Value: Sendable, Equatable {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    /// The bytes of a string, a message or a packed list.
    case bytes(Range<Int>)
  }

  package struct Field: Sendable, Equatable {
    package let number: Int
    package let value: Value
    /// The byte at which the field begins.
    package let offset: Int
  }

  /// How deep messages may nest.
  package static let maximumDepth = 16

  package let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private let depth: Int

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    (position, end, depth) = (0, bytes.count, 0)
  }

  private init(_ bytes: [UInt8], range: Range<Int>, depth: Int) {
    self.bytes = bytes
    (position, end, self.depth) = (range.lowerBound, range.upperBound, depth)
  }

  /// The next field; nothing at the end of the message.
  package mutating func next() throws(FormatError) -> Field? {
    guard position < end else { return nil }
    let offset = position
    let tag = try varint()
    guard let number = Int(exactly: tag >> 3), (1..<1 << 29).contains(number) else {
      throw FormatError(
        .malformed, offset: offset, expected: "a field number from 1 to 536870911", found: "\(tag >> 3)")
    }
    switch ProtobufWireType(rawValue: UInt8(tag & 7)) {
    case .varint: return Field(number: number, value: .varint(try varint()), offset: offset)
    case .fixed32: return Field(number: number, value: .fixed32(UInt32(try fixed(4))), offset: offset)
    case .fixed64: return Field(number: number, value: .fixed64(try fixed(8)), offset: offset)
    case .lengthDelimited:
      let length = try varint()
      guard length <= UInt64(end - position) else {
        throw FormatError(
          .malformed, offset: offset, expected: "at most the \(end - position) bytes that are left in field \(number)",
          found: "a length of \(length)")
      }
      let range = position..<position + Int(length)
      position = range.upperBound
      return Field(number: number, value: .bytes(range), offset: offset)
    case nil:
      throw FormatError(
        .malformed, offset: offset, expected: "wire type 0, 1, 2 or 5 in field \(number)", found: "\(tag & 7)")
    }
  }

  /// The reader of a message within this one.
  package func message(_ field: Field) throws(FormatError) -> ProtobufReader {
    let range = try range(field)
    guard depth < ProtobufReader.maximumDepth else {
      throw FormatError(
        .tooLarge, offset: field.offset, expected: "at most \(ProtobufReader.maximumDepth) levels of messages",
        found: "one more")
    }
    return ProtobufReader(bytes, range: range, depth: depth + 1)
  }

  /// The place of a field's bytes.
  package func range(_ field: Field) throws(FormatError) -> Range<Int> {
    guard case .bytes(let range) = field.value else { throw wrongType(field, expected: "bytes") }
    return range
  }

  func wrongType(_ field: Field, expected: String) -> FormatError {
    let found =
      switch field.value {
      case .varint: "a varint"
      case .fixed32: "four bytes"
      case .fixed64: "eight bytes"
      case .bytes: "bytes with a length"
      }
    return FormatError(
      .malformed, offset: field.offset, expected: "\(expected) in field \(field.number)", found: found)
  }

  private mutating func varint() throws(FormatError) -> UInt64 {
    let offset = position
    guard let value = ProtobufReader.varint(bytes, at: &position, end: end) else {
      throw FormatError(
        .malformed, offset: offset, expected: "a varint of at most ten bytes",
        found: position >= end ? "the end of the message" : "more of them")
    }
    return value
  }

  /// A varint, or nothing where it does not end in time or is beyond 64 bits.
  static func varint(_ bytes: [UInt8], at position: inout Int, end: Int) -> UInt64? {
    var value: UInt64 = 0
    for index in 0..<10 where position < end {
      let byte = bytes[position]
      if index == 9, byte > 1 { return nil }
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 { return value }
    }
    return nil
  }

  private mutating func fixed(_ count: Int) throws(FormatError) -> UInt64 {
    guard end - position >= count else {
      throw FormatError(.malformed, offset: position, expected: "\(count) bytes", found: "\(end - position)")
    }
    let value = ProtobufReader.fixed(bytes, at: position, count: count)
    position += count
    return value
  }

  static func fixed(_ bytes: [UInt8], at position: Int, count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    return value
  }
}
