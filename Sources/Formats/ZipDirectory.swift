/// The checked directory of a zip archive.
struct ZipDirectory {
  /// One file in the archive.
  struct Member: Sendable {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    let storedSize: Int
    let plainSize: Int
    /// Where its local header begins.
    let headerOffset: Int
  }

  /// The members in the directory's order.
  private(set) var members: [Member] = []

  /// - Parameter limit: the largest sensible sum of all plain sizes.
  init(reading bytes: [UInt8], limit: Int) throws(FormatError) {
    let end = try ZipDirectory.endRecord(in: bytes)
    let count = Int(bytes.littleEndian16(at: end + 10))
    let size = Int(bytes.littleEndian32(at: end + 12))
    let start = Int(bytes.littleEndian32(at: end + 16))
    guard count != 0xFFFF, start != 0xFFFF_FFFF, size != 0xFFFF_FFFF else {
      throw FormatError(
        .unsupported, offset: end, expected: "an archive below 4 GB and 65,535 members", found: "zip64",
        advice: "save the arrays as .npy or .safetensors files")
    }
    guard bytes.littleEndian16(at: end + 4) == 0, bytes.littleEndian16(at: end + 6) == 0,
      Int(bytes.littleEndian16(at: end + 8)) == count
    else { throw FormatError(.unsupported, offset: end, expected: "an archive in one piece", found: "a split one") }
    guard start <= end, size == end - start else {
      throw ZipDirectory.damaged(end, "a directory that ends at byte \(end)", "one of \(size) bytes at \(start)")
    }
    var position = start
    var total = 0
    for _ in 0..<count {
      let member = try ZipDirectory.member(at: &position, end: end, in: bytes)
      // Sizes are below 2³² and members below 2¹⁶: the sum cannot overflow.
      total += member.plainSize
      guard total <= limit else {
        throw FormatError(
          .tooLarge, offset: position, expected: "at most \(FormatError.count(limit, "byte")) in all arrays",
          found: "\(total) and more")
      }
      members.append(member)
    }
    guard position == end else {
      throw ZipDirectory.damaged(position, "the end of the directory", FormatError.count(end - position, "more byte"))
    }
    try checkOverlap(directoryStart: start)
  }

  /// The place of the record that ends an archive: 22 bytes and a comment whose length fits exactly.
  private static func endRecord(in bytes: [UInt8]) throws(FormatError) -> Int {
    var position = bytes.count - 22
    while position >= max(0, bytes.count - 22 - 0xFFFF) {
      if bytes.littleEndian32(at: position) == 0x0605_4B50,
        Int(bytes.littleEndian16(at: position + 20)) == bytes.count - position - 22
      {
        return position
      }
      position -= 1
    }
    let isZip = bytes.count >= 4 && bytes.littleEndian32(at: 0) == 0x0403_4B50
    throw FormatError(
      .malformed, offset: isZip ? bytes.count : 0, expected: isZip ? "a zip archive's directory" : "a zip archive",
      found: isZip ? "the end of the file" : ContentSniffer.describe(bytes.span),
      advice: isZip ? "the file is cut off, copy or save it again" : nil)
  }

  private static func member(
    at position: inout Int, end: Int, in bytes: [UInt8]
  ) throws(FormatError) -> Member {
    let start = position
    guard end - start >= 46, bytes.littleEndian32(at: start) == 0x0201_4B50 else {
      throw damaged(start, "a member of the directory", ContentSniffer.describe(bytes.span.extracting(start..<end)))
    }
    let method = bytes.littleEndian16(at: start + 10)
    let isEncrypted = bytes.littleEndian16(at: start + 8) & 1 != 0
    guard !isEncrypted, method == 0 || method == 8 else {
      throw FormatError(
        .unsupported, offset: start, expected: "stored or deflated members",
        found: isEncrypted ? "an encrypted one" : "method \(method)", advice: "save it with numpy.savez_compressed")
    }
    let nameLength = Int(bytes.littleEndian16(at: start + 28))
    let rest = nameLength + Int(bytes.littleEndian16(at: start + 30)) + Int(bytes.littleEndian16(at: start + 32))
    guard rest <= end - start - 46 else { throw damaged(start, "a name within the directory", "one beyond its end") }
    guard let name = String(validating: bytes[start + 46..<start + 46 + nameLength], as: UTF8.self) else {
      throw damaged(start + 46, "a name in UTF-8", "other bytes")
    }
    let member = Member(
      name: name, isDeflated: method == 8, checksum: bytes.littleEndian32(at: start + 16),
      storedSize: Int(bytes.littleEndian32(at: start + 20)), plainSize: Int(bytes.littleEndian32(at: start + 24)),
      headerOffset: Int(bytes.littleEndian32(at: start + 42)))
    guard member.storedSize != 0xFFFF_FFFF, member.plainSize != 0xFFFF_FFFF, member.headerOffset != 0xFFFF_FFFF else {
      throw FormatError(.unsupported, offset: start, expected: "a member below 4 GB", found: "zip64")
    }
    // A deflated byte stands for 1032 plain ones at most.
    guard member.isDeflated ? member.plainSize / 1032 <= member.storedSize : member.plainSize == member.storedSize
    else {
      throw damaged(
        start, "a possible plain size of \(FormatError.quoted(name))",
        "\(member.plainSize) bytes out of \(member.storedSize)")
    }
    position = start + 46 + rest
    return member
  }

  /// Members that share bytes are how small archives are made to inflate without end.
  private func checkOverlap(directoryStart: Int) throws(FormatError) {
    var end = 0
    for member in members.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      let next = member.headerOffset + 30 + member.storedSize
      guard member.headerOffset >= end, next <= directoryStart else {
        throw ZipDirectory.damaged(
          member.headerOffset, "\(FormatError.quoted(member.name)) apart from other members", "an overlap")
      }
      end = next
    }
  }

  static func damaged(_ offset: Int, _ expected: String, _ found: String) -> FormatError {
    FormatError(
      .malformed, offset: offset, expected: expected, found: found,
      advice: "the archive is damaged, copy or save it again")
  }
}

extension ZipDirectory.Member {
  /// The member's plain bytes, as many as stated and with the stated CRC-32.
  func contents(in bytes: [UInt8]) throws(FormatError) -> [UInt8] {
    guard bytes.count - headerOffset >= 30, bytes.littleEndian32(at: headerOffset) == 0x0403_4B50 else {
      throw ZipDirectory.damaged(headerOffset, "the header of a member", "other bytes")
    }
    let start =
      headerOffset + 30 + Int(bytes.littleEndian16(at: headerOffset + 26))
      + Int(bytes.littleEndian16(at: headerOffset + 28))
    guard start <= bytes.count, storedSize <= bytes.count - start else {
      throw ZipDirectory.damaged(start, FormatError.count(storedSize, "stored byte"), "the end of the file")
    }
    let stored = bytes.span.extracting(start..<start + storedSize)
    var plain: [UInt8]
    if isDeflated {
      do throws(FormatError) {
        plain = try Gzip.inflate(stored, .raw, limit: plainSize, hint: plainSize)
      } catch {
        throw error.shifted(by: start)
      }
    } else {
      plain = Array(bytes[start..<start + storedSize])
    }
    guard plain.count == plainSize else {
      throw ZipDirectory.damaged(
        start, FormatError.count(plainSize, "plain byte"), FormatError.count(plain.count, "byte"))
    }
    guard CRC32.checksum(plain) == checksum else {
      throw ZipDirectory.damaged(start, "bytes with the stated CRC-32", "another CRC-32")
    }
    return plain
  }
}
