/// Writes one message in the wire format of Protocol Buffers.
///
/// Fields stand in the order of the calls. The caller leaves out fields at their default, as proto3 does.
/// Source: "Encoding", protobuf.dev/programming-guides/encoding.
package struct ProtobufWriter: Sendable {
  /// The message so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Any integer or enumeration that is not negative: varint.
  package mutating func unsigned(_ value: UInt64, field: Int) {
    tag(field, .varint)
    varint(value)
  }

  /// `int32`, `int64` and enumerations: varint of the two's complement in 64 bits.
  package mutating func integer(_ value: Int, field: Int) {
    unsigned(UInt64(bitPattern: Int64(value)), field: field)
  }

  /// `bool`: varint 0 or 1.
  package mutating func bool(_ value: Bool, field: Int) { unsigned(value ? 1 : 0, field: field) }

  /// `float`: four bytes.
  package mutating func float(_ value: Float, field: Int) { fixed32(value.bitPattern, field: field) }

  /// `double`: eight bytes.
  package mutating func double(_ value: Double, field: Int) { fixed64(value.bitPattern, field: field) }

  /// `fixed32`: four bytes.
  package mutating func fixed32(_ value: UInt32, field: Int) {
    tag(field, .fixed32)
    append(UInt64(value), byteCount: 4)
  }

  /// `fixed64`: eight bytes.
  package mutating func fixed64(_ value: UInt64, field: Int) {
    tag(field, .fixed64)
    append(value, byteCount: 8)
  }

  /// `string`: length and UTF-8.
  package mutating func string(_ text: String, field: Int) { data(Array(text.utf8), field: field) }

  /// `bytes`: length and bytes.
  package mutating func data(_ data: [UInt8], field: Int) {
    tag(field, .lengthDelimited)
    varint(UInt64(data.count))
    bytes += data
  }

  /// A message within this one.
  package mutating func message(_ message: ProtobufWriter, field: Int) { data(message.bytes, field: field) }

  /// A message within this one, whose fields `body` writes.
  package mutating func message(field: Int, _ body: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    body(&inner)
    message(inner, field: field)
  }

  /// `repeated int64`, packed.
  package mutating func packed(_ values: [Int], field: Int) {
    var inner = ProtobufWriter()
    for value in values { inner.varint(UInt64(bitPattern: Int64(value))) }
    data(inner.bytes, field: field)
  }

  /// `repeated float`, packed.
  package mutating func packed(_ values: [Float], field: Int) {
    var inner = ProtobufWriter()
    for value in values { inner.append(UInt64(value.bitPattern), byteCount: 4) }
    data(inner.bytes, field: field)
  }

  /// `repeated double`, packed.
  package mutating func packed(_ values: [Double], field: Int) {
    var inner = ProtobufWriter()
    for value in values { inner.append(value.bitPattern, byteCount: 8) }
    data(inner.bytes, field: field)
  }

  private mutating func tag(_ field: Int, _ type: ProtobufWireType) {
    precondition((1..<1 << 29).contains(field), "ProtobufWriter: fields are numbered from 1, found \(field)")
    varint(UInt64(field) << 3 | UInt64(type.rawValue))
  }

  /// Seven bits a byte, lowest first; the eighth bit says that more follow.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(_ value: UInt64, byteCount: Int) {
    for index in 0..<byteCount { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
  }
}

/// How the value of a field is laid out.
package enum ProtobufWireType: UInt8, Sendable {
  case varint = 0
  case fixed64 = 1
  case lengthDelimited = 2
  case fixed32 = 5
}
