/// A reader of zlib streams with one block in the fixed Huffman code, written from the tables of RFC 1951 alone.
enum Inflate {
  enum Failure: Error {
    case endOfBits
    case unexpectedHeader
    case wrongChecksum
    case wrongDistance
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  private static let distanceBits = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  ]

  static func zlib(_ stream: [UInt8]) throws -> [UInt8] {
    guard stream.count > 6, (Int(stream[0]) << 8 | Int(stream[1])) % 31 == 0 else { throw Failure.unexpectedHeader }
    var bits = Bits(bytes: Array(stream[2..<stream.count - 4]))
    guard try bits.read(3) == 0b011 else { throw Failure.unexpectedHeader }
    var output: [UInt8] = []
    while true {
      let symbol = try bits.symbol()
      if symbol == 256 { break }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      let length = try lengthBases[symbol - 257] + bits.read(lengthBits[symbol - 257])
      let code = try bits.code(5)
      let distance = try distanceBases[code] + bits.read(distanceBits[code])
      guard distance <= output.count else { throw Failure.wrongDistance }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
    var (low, high) = (1, 0)
    for byte in output {
      low = (low + Int(byte)) % 65_521
      high = (high + low) % 65_521
    }
    let checksum = stream.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    guard checksum == high << 16 | low else { throw Failure.wrongChecksum }
    return output
  }

  private struct Bits {
    let bytes: [UInt8]
    var position = 0

    mutating func read(_ count: Int) throws -> Int {
      var value = 0
      for bit in 0..<count {
        guard position < bytes.count * 8 else { throw Failure.endOfBits }
        value |= Int(bytes[position / 8] >> UInt8(position % 8) & 1) << bit
        position += 1
      }
      return value
    }

    /// A Huffman code: its first bit is the highest.
    mutating func code(_ count: Int) throws -> Int {
      var value = 0
      for _ in 0..<count { value = try value << 1 | read(1) }
      return value
    }

    mutating func symbol() throws -> Int {
      var value = try code(7)
      if value <= 0b001_0111 { return 256 + value }
      value = try value << 1 | code(1)
      if value <= 0b1011_1111 { return value - 0b0011_0000 }
      if value <= 0b1100_0111 { return 280 + value - 0b1100_0000 }
      return try 144 + (value << 1 | code(1)) - 0b1_1001_0000
    }
  }
}
