import FledgeFormats

/// The SHA-256 in a checkpoint: of the whole file, with 64 zeros in place of the digest.
enum CheckpointSeal {
  /// In place of the digest while it is computed.
  static let open = String(repeating: "0", count: 64)

  // Quotes inside a JSON string are escaped, so each key occurs only before its value.
  private static let digestKey = Array("\"sha256\":\"".utf8)
  private static let versionKey = Array("\"format_version\":\"".utf8)

  /// Puts the digest in its place.
  static func close(_ draft: inout SafeTensors.Draft) throws(FormatError) {
    guard let position = digestPlace(draft.header) else {
      preconditionFailure("CheckpointSeal: the file has no place for it")
    }
    var hash = SHA256()
    try draft.forEachPiece { hash.update($0) }
    draft.header.replaceSubrange(position, with: hash.finalize().hex.utf8)
  }

  /// Checks that no byte has changed since the file was written.
  ///
  /// - Throws: `FormatError`, kind `unsupported` where the file is of a later format, `malformed` else.
  static func check(_ bytes: [UInt8], path: String?) throws(FormatError) {
    guard let position = digestPlace(bytes) else {
      _ = try SafeTensors(bytes: bytes, path: path)
      throw FormatError(
        .malformed, path: path, expected: "a checkpoint with its SHA-256", found: "a safetensors file without it",
        advice: "this is no checkpoint, or it is damaged")
    }
    let stated = String(decoding: bytes[position], as: UTF8.self)
    let found = digest(of: bytes, sealAt: position)
    if let later = laterVersion(bytes, sealAt: position, stated: stated) {
      throw FormatError(
        .unsupported, path: path, expected: "a checkpoint of format version \(Checkpoint.formatVersion) or earlier",
        found: "version \(later)", advice: "use the version of fledge that wrote it, or a later one")
    }
    guard stated == found else {
      throw FormatError(
        .malformed, path: path, expected: "bytes with the SHA-256 that the checkpoint states (\(stated.prefix(12))…)",
        found: "\(found.prefix(12))…", advice: "the file is damaged")
    }
  }

  /// The version that the file claims, where it is later than what is read; nothing where a flipped byte pretends it.
  private static func laterVersion(_ bytes: [UInt8], sealAt position: Range<Int>, stated: String) -> Int? {
    guard let start = end(of: versionKey, in: bytes),
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")), end - start <= 9,
      let version = Int(String(decoding: bytes[start..<end], as: UTF8.self)), version > Checkpoint.formatVersion
    else { return nil }
    var earlier = bytes
    earlier.replaceSubrange(position, with: open.utf8)
    earlier.replaceSubrange(start..<end, with: String(Checkpoint.formatVersion).utf8)
    return SHA256.hash(earlier).hex == stated ? nil : version
  }

  /// The digest with 64 zeros in place of the seal, without a copy of the file.
  private static func digest(of bytes: [UInt8], sealAt position: Range<Int>) -> String {
    var hash = SHA256()
    hash.update(bytes.span.extracting(..<position.lowerBound))
    hash.update(Array(open.utf8))
    hash.update(bytes.span.extracting(position.upperBound...))
    return hash.finalize().hex
  }

  private static func digestPlace(_ bytes: [UInt8]) -> Range<Int>? {
    guard let start = end(of: digestKey, in: bytes), start + 64 < bytes.count else { return nil }
    return start..<start + 64
  }

  /// The index after the first occurrence of a key in the header.
  private static func end(of key: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count > 8 + key.count else { return nil }
    let length = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) }
    let headerEnd = 8 + Int(min(length, UInt64(bytes.count - 8)))
    guard headerEnd > 8 + key.count else { return nil }
    for start in 8..<headerEnd - key.count
    where bytes[start] == key[0] && bytes[start..<start + key.count].elementsEqual(key) {
      return start + key.count
    }
    return nil
  }
}
