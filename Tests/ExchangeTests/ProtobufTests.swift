import FledgeExchange
import FledgeFormats
import Testing

struct ProtobufTests {
  /// The example of the format's own documentation: field 1 with the number 150.
  @Test func `a number is written in groups of seven bits`() {
    var writer = ProtobufWriter()
    writer.integer(150, field: 1)
    #expect(writer.bytes == [0x08, 0x96, 0x01])
    writer.string("testing", field: 2)
    #expect(Array(writer.bytes[3...]) == [0x12, 0x07] + Array("testing".utf8))
  }

  @Test func `every kind of field reads back`() throws {
    var writer = ProtobufWriter()
    writer.integer(-1, field: 1)
    writer.unsigned(.max, field: 2)
    writer.float(1.5, field: 3)
    writer.double(-2.5, field: 4)
    writer.bool(true, field: 5)
    writer.data([1, 2, 3], field: 6)
    writer.packed([3, -7, 300], field: 7)
    writer.packed([Float(0.5), -1], field: 8)
    writer.packed([0.1, 2], field: 9)
    writer.message(field: 1000) { $0.string("é", field: 1) }
    var reader = ProtobufReader(writer.bytes)
    var fields: [ProtobufReader.Field] = []
    while let field = try reader.next() { fields.append(field) }
    #expect(fields.map(\.number) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 1000])
    #expect(try reader.integer(fields[0]) == -1)
    #expect(fields[1].value == .varint(.max))
    #expect(try reader.float(fields[2]) == 1.5)
    #expect(fields[3].value == .fixed64((-2.5).bitPattern))
    #expect(try reader.integer(fields[4]) == 1)
    #expect(try reader.data(fields[5]) == [1, 2, 3])
    var integers: [Int] = []
    try reader.append(fields[6], to: &integers)
    #expect(integers == [3, -7, 300])
    var floats: [Float] = []
    try reader.append(fields[7], to: &floats)
    #expect(floats == [0.5, -1])
    var doubles: [Double] = []
    try reader.append(fields[8], to: &doubles)
    #expect(doubles == [0.1, 2])
    var inner = try reader.message(fields[9])
    let text = try #require(try inner.next())
    #expect(try inner.string(text) == "é")
    #expect(try inner.next() == nil)
  }

  @Test func `a list reads packed and one by one`() throws {
    var writer = ProtobufWriter()
    writer.integer(4, field: 1)
    writer.packed([5, 6], field: 1)
    var reader = ProtobufReader(writer.bytes)
    var list: [Int] = []
    while let field = try reader.next() { try reader.append(field, to: &list) }
    #expect(list == [4, 5, 6])
  }

  @Test(
    arguments: [
      [0x08], [0x08, 0x80], [0x12, 0x05, 0x01], [0x0D, 0, 0, 0], [0x09, 0, 0], [0x00, 0x00], [0x0B], [0x0C], [0x0E],
      [0x08] + [UInt8](repeating: 0xFF, count: 10), [0x12] + [UInt8](repeating: 0xFF, count: 9) + [0x01],
    ] as [[UInt8]])
  func `bytes that break the format are refused`(bytes: [UInt8]) {
    var reader = ProtobufReader(bytes)
    #expect(throws: FormatError.self) { while try reader.next() != nil {} }
  }

  @Test func `messages nest sixteen deep and no deeper`() throws {
    func depth(_ levels: Int) throws -> Int {
      var writer = ProtobufWriter()
      for _ in 0..<levels {
        var outer = ProtobufWriter()
        outer.message(writer, field: 1)
        writer = outer
      }
      var reader = ProtobufReader(writer.bytes)
      var found = 0
      while let field = try reader.next() {
        reader = try reader.message(field)
        found += 1
      }
      return found
    }
    #expect(try depth(16) == 16)
    #expect(throws: FormatError.self) { try depth(17) }
  }

  @Test func `a field of another type is named`() throws {
    var writer = ProtobufWriter()
    writer.integer(7, field: 3)
    var reader = ProtobufReader(writer.bytes)
    let field = try #require(try reader.next())
    #expect(throws: FormatError(.malformed, offset: 0, expected: "bytes in field 3", found: "a varint")) {
      try reader.string(field)
    }
  }
}
