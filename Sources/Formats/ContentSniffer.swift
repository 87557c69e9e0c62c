/// What unknown bytes look like, said in errors so that a user sees at once that a file is not what its name says.
enum ContentSniffer {
  /// A short description from the first bytes, such as `an HTML page` or `bytes 00 01 02 03`.
  static func describe(_ bytes: Span<UInt8>) -> String {
    if bytes.isEmpty { return "no bytes at all" }
    for (magic, name) in signatures where starts(bytes, with: magic) { return name }
    if isMarkup(bytes) { return "an HTML page" }
    if bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && (8...14).contains(bytes[2]) && (1...4).contains(bytes[3]) {
      return "plain IDX data"
    }
    var text = "bytes"
    for index in 0..<min(bytes.count, 8) { text += " " + Hexadecimal.text([bytes[index]]) }
    return bytes.count > 8 ? text + " …" : text
  }

  /// Bytes that should be text, in quotes; what cannot be printed stands as `?`.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    "\"" + String(decoding: bytes.map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self) + "\""
  }

  private static let signatures: [([UInt8], String)] = [
    ([0x1F, 0x8B], "gzip data"),
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive"),
    ([0x50, 0x4B, 0x05, 0x06], "an empty zip archive"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array"),
    ([0x42, 0x5A, 0x68], "bzip2 data"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz data"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd data"),
    ([0x25, 0x50, 0x44, 0x46], "a PDF document"),
    (Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself"),
  ]

  private static func starts(_ bytes: Span<UInt8>, with magic: [UInt8]) -> Bool {
    guard bytes.count >= magic.count else { return false }
    return magic.indices.allSatisfy { bytes[$0] == magic[$0] }
  }

  /// Whether the first visible character opens a tag: a server's error page saved under the file's name.
  private static func isMarkup(_ bytes: Span<UInt8>) -> Bool {
    var index = starts(bytes, with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while index < min(bytes.count, 256), [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "<") else { return false }
    let next = bytes[index + 1]
    return next == UInt8(ascii: "!") || next == UInt8(ascii: "?") || (65...90).contains(next & 0xDF)
  }
}
