/// Writes a zip archive into memory, every member dated 1 January 1980, so that the same members give the same bytes.
struct ZipWriter {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  /// Adds a file; it is stored as it is where deflating does not make it smaller.
  mutating func add(_ name: String, _ plain: [UInt8], compressed: Bool) throws(FormatError) {
    let deflated = compressed ? try Gzip.deflate(plain, .raw) : plain
    let isDeflated = deflated.count < plain.count
    let stored = isDeflated ? deflated : plain
    guard bytes.count + plain.count + name.utf8.count < 0x7FFF_FFFF, count < 0xFFFE else {
      throw FormatError(
        .tooLarge, expected: "an archive below 2 GB", found: "more in \(FormatError.quoted(name))",
        advice: "save the arrays as .npy or .safetensors files")
    }
    let offset = UInt32(bytes.count)
    var fields: [UInt8] = []
    fields.append(littleEndian: UInt16(20))
    // Bit 11: the name is UTF-8.
    fields.append(littleEndian: UInt16(0x0800))
    fields.append(littleEndian: UInt16(isDeflated ? 8 : 0))
    fields.append(littleEndian: UInt32(0x0021_0000))
    fields.append(littleEndian: CRC32.checksum(plain))
    fields.append(littleEndian: UInt32(stored.count))
    fields.append(littleEndian: UInt32(plain.count))
    fields.append(littleEndian: UInt16(name.utf8.count))
    fields.append(littleEndian: UInt16(0))
    bytes.append(littleEndian: UInt32(0x0403_4B50))
    bytes += fields + Array(name.utf8) + stored
    directory.append(littleEndian: UInt32(0x0201_4B50))
    directory.append(littleEndian: UInt16(20))
    // No comment, disk 0, no attributes.
    directory += fields + [UInt8](repeating: 0, count: 10)
    directory.append(littleEndian: offset)
    directory += Array(name.utf8)
    count += 1
  }

  /// The whole archive.
  func finished() -> [UInt8] {
    var result = bytes + directory
    result.append(littleEndian: UInt32(0x0605_4B50))
    result.append(littleEndian: UInt32(0))
    result.append(littleEndian: count)
    result.append(littleEndian: count)
    result.append(littleEndian: UInt32(directory.count))
    result.append(littleEndian: UInt32(bytes.count))
    result.append(littleEndian: UInt16(0))
    return result
  }
}
