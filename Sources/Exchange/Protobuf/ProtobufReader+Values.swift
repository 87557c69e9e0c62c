package import FledgeFormats

/// Values of fields by the type that the schema gives them.
extension ProtobufReader {
  /// `int32`, `int64`, `bool` and enumerations.
  package func integer(_ field: Field) throws(FormatError) -> Int {
    guard case .varint(let value) = field.value else { throw wrongType(field, expected: "a varint") }
    return Int(Int64(bitPattern: value))
  }

  /// `float`.
  package func float(_ field: Field) throws(FormatError) -> Float {
    guard case .fixed32(let bits) = field.value else { throw wrongType(field, expected: "four bytes") }
    return Float(bitPattern: bits)
  }

  /// `bytes`.
  package func data(_ field: Field) throws(FormatError) -> [UInt8] { Array(bytes[try range(field)]) }

  /// `string`.
  package func string(_ field: Field) throws(FormatError) -> String {
    let range = try range(field)
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw FormatError(
        .malformed, offset: range.lowerBound, expected: "text in UTF-8 in field \(field.number)",
        found: "bytes that are not UTF-8")
    }
    return text
  }

  /// Adds a value of `repeated int64`, or a packed list of them.
  package func append(_ field: Field, to list: inout [Int]) throws(FormatError) {
    guard case .bytes(let range) = field.value else { return list.append(try integer(field)) }
    var position = range.lowerBound
    while position < range.upperBound {
      guard let value = ProtobufReader.varint(bytes, at: &position, end: range.upperBound) else {
        throw FormatError(
          .malformed, offset: position, expected: "varints in field \(field.number)", found: "other bytes")
      }
      list.append(Int(Int64(bitPattern: value)))
    }
  }

  /// Adds a value of `repeated float`, or a packed list of them.
  package func append(_ field: Field, to list: inout [Float]) throws(FormatError) {
    if case .fixed32(let bits) = field.value { return list.append(Float(bitPattern: bits)) }
    let range = try whole(field, of: 4)
    for position in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
      list.append(Float(bitPattern: UInt32(ProtobufReader.fixed(bytes, at: position, count: 4))))
    }
  }

  /// Adds a value of `repeated double`, or a packed list of them.
  package func append(_ field: Field, to list: inout [Double]) throws(FormatError) {
    if case .fixed64(let bits) = field.value { return list.append(Double(bitPattern: bits)) }
    let range = try whole(field, of: 8)
    for position in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      list.append(Double(bitPattern: ProtobufReader.fixed(bytes, at: position, count: 8)))
    }
  }

  private func whole(_ field: Field, of size: Int) throws(FormatError) -> Range<Int> {
    let range = try range(field)
    guard range.count.isMultiple(of: size) else {
      throw FormatError(
        .malformed, offset: field.offset, expected: "a multiple of \(size) bytes in field \(field.number)",
        found: "\(range.count)")
    }
    return range
  }
}
