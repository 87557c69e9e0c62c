import FledgeDatasets
import FledgeFormats

/// Names of classes in a text file, one in each line.
enum ClassNameFile {
  /// The names in the file that a setting's value is the path of; `nil` where the value is a list of names.
  ///
  /// - Throws: where the file has other than a name in each line, or looks like a path and is none.
  static func names(_ value: SettingValue) throws(SettingError) -> [String]? {
    guard case .scalar(let path) = value else { return nil }
    guard FileKind(path) == .file else {
      guard path.contains("/") && !path.contains(",") || path.lowercased().hasSuffix(".txt") else { return nil }
      throw .invalidValue(
        key: "class-names", expected: "names with commas between them, or a text file with one in each line",
        found: "'\(path)', which is no file")
    }
    let bytes: [UInt8]
    do throws(FormatError) {
      bytes = try FileBytes.readSmall(path, limit: 1 << 20)
    } catch {
      throw .conflict("class-names: \(error.inFile(path))")
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw .invalidValue(key: "class-names", expected: "a text file in UTF-8", found: "other bytes in '\(path)'")
    }
    var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { line in
      String(line.drop { $0 == " " || $0 == "\u{FEFF}" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
    while lines.last == "" { lines.removeLast() }
    if let empty = lines.firstIndex(of: "") {
      throw .invalidValue(
        key: "class-names", expected: "a name in each line", found: "none in line \(empty + 1) of '\(path)'")
    }
    guard !lines.isEmpty else {
      throw .invalidValue(key: "class-names", expected: "a name in each line", found: "no line in '\(path)'")
    }
    return lines
  }
}
