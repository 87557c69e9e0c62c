/// A small compressor: one block with the fixed Huffman code and greedy matches (RFC 1951, section 3.2.6).
///
/// Pictures of digits shrink to about a third; that is enough here, and keeps the room free of dependencies.
package enum Deflate {
  /// Compresses into a zlib stream (RFC 1950).
  package static func zlibStream(_ bytes: [UInt8]) -> [UInt8] {
    var writer = BitWriter()
    writer.write(0b011, count: 3)
    var heads = [Int](repeating: -1, count: 4096)
    var position = 0
    while position < bytes.count {
      let match = longestMatch(bytes, at: position, heads: &heads)
      if let match {
        writer.writeLength(match.length)
        writer.writeDistance(match.distance)
        for covered in position + 1..<position + match.length { remember(bytes, at: covered, heads: &heads) }
        position += match.length
      } else {
        writer.writeSymbol(Int(bytes[position]))
        position += 1
      }
    }
    writer.writeSymbol(256)
    return [0x78, 0x01] + writer.finished() + adler32(bytes)
  }

  private static func slot(_ bytes: [UInt8], _ position: Int) -> Int {
    let key = Int(bytes[position]) << 16 | Int(bytes[position + 1]) << 8 | Int(bytes[position + 2])
    return (key &* 0x9E37_79B1) >> 15 & 4095
  }

  private static func remember(_ bytes: [UInt8], at position: Int, heads: inout [Int]) {
    if position + 2 < bytes.count { heads[slot(bytes, position)] = position }
  }

  private static func longestMatch(
    _ bytes: [UInt8], at position: Int, heads: inout [Int]
  ) -> (length: Int, distance: Int)? {
    guard position + 2 < bytes.count else { return nil }
    let candidate = heads[slot(bytes, position)]
    remember(bytes, at: position, heads: &heads)
    guard candidate >= 0, position - candidate <= 32_768 else { return nil }
    let limit = min(258, bytes.count - position)
    var length = 0
    while length < limit, bytes[candidate + length] == bytes[position + length] { length += 1 }
    return length >= 3 ? (length, position - candidate) : nil
  }

  private static func adler32(_ bytes: [UInt8]) -> [UInt8] {
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return [UInt8(high >> 8), UInt8(high & 255), UInt8(low >> 8), UInt8(low & 255)]
  }
}

/// Bits packed from the lowest bit of each byte, with the codes of the fixed Huffman block.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var pending = 0
  private var pendingCount = 0

  mutating func write(_ bits: Int, count: Int) {
    pending |= bits << pendingCount
    pendingCount += count
    while pendingCount >= 8 {
      bytes.append(UInt8(pending & 255))
      pending >>= 8
      pendingCount -= 8
    }
  }

  mutating func writeSymbol(_ symbol: Int) {
    switch symbol {
    case 0..<144: writeCode(0x30 + symbol, count: 8)
    case 144..<256: writeCode(0x190 + symbol - 144, count: 9)
    case 256..<280: writeCode(symbol - 256, count: 7)
    default: writeCode(0xC0 + symbol - 280, count: 8)
    }
  }

  mutating func writeLength(_ length: Int) {
    if length == 258 { return writeSymbol(285) }
    let (code, extra, count) = Self.split(length - 3, directBits: 2)
    writeSymbol(257 + code)
    write(extra, count: count)
  }

  mutating func writeDistance(_ distance: Int) {
    let (code, extra, count) = Self.split(distance - 1, directBits: 1)
    writeCode(code, count: 5)
    write(extra, count: count)
  }

  /// Splits a value into a class of its leading bits and the rest, as both tables of the standard do.
  private static func split(_ value: Int, directBits: Int) -> (code: Int, extra: Int, count: Int) {
    guard value >= 2 << directBits else { return (value, 0, 0) }
    let count = Int.bitWidth - 1 - value.leadingZeroBitCount - directBits
    return (count << directBits + value >> count, value & (1 << count - 1), count)
  }

  private mutating func writeCode(_ code: Int, count: Int) {
    for bit in (0..<count).reversed() { write(code >> bit & 1, count: 1) }
  }

  consuming func finished() -> [UInt8] {
    if pendingCount > 0 { bytes.append(UInt8(pending & 255)) }
    return bytes
  }
}
