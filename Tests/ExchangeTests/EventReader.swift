import FledgeExchange

/// Reads event files in the tests: records with checks of its own, and Protocol Buffers field by field.
struct EventReader {
  struct Event {
    var time = 0.0
    var step = 0
    var version: String?
    var isRestart = false
    var values: [Value] = []
  }

  struct Value {
    var tag = ""
    var scalar: Float?
    var image: [Message.Field] = []
    var histogram: [Message.Field] = []
    var plugin: String?
    var content: [UInt8] = []
  }

  /// Why a file is none.
  struct Damage: Error {
    let offset: Int
    let what: String
  }

  /// All whole events; the bytes of a last one that is cut off are left.
  static func events(_ bytes: [UInt8]) throws -> [Event] {
    var events: [Event] = []
    var offset = 0
    func number(_ start: Int, _ count: Int) -> UInt64 {
      (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
    while offset + 16 <= bytes.count {
      let length = Int(number(offset, 8))
      guard number(offset + 8, 4) == UInt64(masked(bytes[offset..<offset + 8])) else {
        throw Damage(offset: offset, what: "length")
      }
      guard offset + 16 + length <= bytes.count else { break }
      let data = bytes[offset + 12..<offset + 12 + length]
      guard number(offset + 12 + length, 4) == UInt64(masked(data)) else { throw Damage(offset: offset, what: "data") }
      events.append(try event(Array(data)))
      offset += 16 + length
    }
    return events
  }

  private static func event(_ bytes: [UInt8]) throws -> Event {
    var event = Event()
    for field in try Message.fields(bytes) {
      switch field.number {
      case 1: event.time = Double(bitPattern: field.bits)
      case 2: event.step = Int(field.bits)
      case 3: event.version = field.text
      case 5: event.values += try Message.fields(field.bytes).map { try value($0.bytes) }
      case 7: event.isRestart = try Message.fields(field.bytes).first?.bits == 1
      default: throw Damage(offset: 0, what: "field \(field.number) of an event")
      }
    }
    return event
  }

  private static func value(_ bytes: [UInt8]) throws -> Value {
    var value = Value()
    for field in try Message.fields(bytes) {
      switch field.number {
      case 1: value.tag = field.text
      case 2: value.scalar = Float(bitPattern: UInt32(field.bits))
      case 4: value.image = try Message.fields(field.bytes)
      case 5: value.histogram = try Message.fields(field.bytes)
      case 8: break
      case 9:
        for data in try Message.fields(field.bytes) where data.number == 1 {
          for part in try Message.fields(data.bytes) {
            if part.number == 1 { value.plugin = part.text } else { value.content = part.bytes }
          }
        }
      default: throw Damage(offset: 0, what: "field \(field.number) of a value")
      }
    }
    return value
  }

  /// The check bit by bit, without the table of the code under test.
  private static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var value = ~UInt32(0)
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
    }
    value = ~value
    return ((value >> 15) | (value << 17)) &+ 0xA282_EAD8
  }
}

/// The fields of a message.
enum Message {
  struct Field {
    let number: Int
    /// A varint, or the bits of four or eight bytes.
    let bits: UInt64
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Packed doubles.
    var doubles: [Double] {
      stride(from: 0, to: bytes.count, by: 8).map { start in
        Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) })
      }
    }
  }

  static func fields(_ bytes: [UInt8]) throws -> [Field] {
    var fields: [Field] = []
    var offset = 0
    func varint() throws -> UInt64 {
      var (value, shift) = (UInt64(0), UInt64(0))
      while true {
        guard offset < bytes.count, shift < 64 else { throw EventReader.Damage(offset: offset, what: "varint") }
        let byte = bytes[offset]
        offset += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    while offset < bytes.count {
      let key = try varint()
      var (bits, data) = (UInt64(0), [UInt8]())
      switch key & 7 {
      case 0: bits = try varint()
      case 1, 5:
        let count = key & 7 == 1 ? 8 : 4
        for index in 0..<count { bits |= UInt64(bytes[offset + index]) << (8 * UInt64(index)) }
        offset += count
      case 2:
        let count = Int(try varint())
        data = Array(bytes[offset..<offset + count])
        offset += count
      default: throw EventReader.Damage(offset: offset, what: "wire type \(key & 7)")
      }
      fields.append(Field(number: Int(key >> 3), bits: bits, bytes: data))
    }
    return fields
  }
}
