import FledgeFormats

/// What the first bytes of a table say about the rest.
struct CSVStart {
  /// Where the first line begins.
  var offset = 0
  var delimiter = UInt8(ascii: ",")
  /// Lines that stand before the table and are no part of it.
  var skippedLines = 0

  /// Looks at the first bytes of a file.
  ///
  /// - Parameter isWhole: whether these are all bytes of the file.
  /// - Throws: where the file is of another format.
  init(_ bytes: [UInt8], delimiter given: UInt8?, isWhole: Bool, path: String) throws(DatasetError) {
    if Gzip.isGzip(bytes.span) {
      throw .badData("\(path): expected a CSV file, found a gzip file; run gunzip on it first")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .badData("\(path): expected UTF-8, found UTF-16; save the file as UTF-8")
    }
    if let found = ForeignFile.recognise(bytes, path: path) {
      throw .badData("\(path): expected a CSV file, found \(found)")
    }
    offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[offset...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    if first.first == UInt8(ascii: "<") {
      throw .badData("\(path): expected a CSV file, found a web page (\"<…\"); download the file itself")
    }
    if bytes[offset...].prefix(4096).contains(0) {
      throw .badData("\(path): expected a CSV file, found binary data; export it as CSV")
    }
    // Excel's first line `sep=;` names the delimiter.
    if first.count == 5, first.starts(with: Array("sep=".utf8)), let byte = first.last {
      self.delimiter = given ?? byte
      offset += 5
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "\r") { offset += 1 }
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") { offset += 1 }
      skippedLines = 1
      return
    }
    self.delimiter = given ?? CSVStart.guess(bytes[offset...], isWhole: isWhole)
  }

  /// The delimiter that stands equally often on each of the first lines; else a comma, or what the first line has.
  ///
  /// Semicolons and tabs go first: commas may be decimal ones.
  private static func guess(_ bytes: ArraySlice<UInt8>, isWhole: Bool) -> UInt8 {
    let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "|")]
    var lines: [[Int]] = []
    var counts = [0, 0, 0, 0]
    var isQuoted = false
    var isEmpty = true
    var isComment = false
    for byte in bytes {
      if byte == UInt8(ascii: "\""), !isComment { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r"), !isQuoted {
        if !isEmpty, !isComment { lines.append(counts) }
        (counts, isEmpty, isComment) = ([0, 0, 0, 0], true, false)
        if lines.count == 20 { break }
        continue
      }
      if isEmpty, byte == UInt8(ascii: "#") { isComment = true }
      isEmpty = false
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    if !isEmpty, !isComment, isWhole || lines.isEmpty { lines.append(counts) }
    guard let first = lines.first else { return UInt8(ascii: ",") }
    for (index, candidate) in candidates.enumerated() {
      if first[index] > 0, lines.allSatisfy({ $0[index] == first[index] }) { return candidate }
    }
    for index in [2, 1, 0, 3] where first[index] > 0 { return candidates[index] }
    return UInt8(ascii: ",")
  }
}

/// The columns of a table as its first lines show them.
struct CSVHead {
  /// The column names; `nil` where the file has no header line.
  var names: [String]?
  var columnCount: Int
  /// Whether each column of the first row of data holds text.
  var isText: [Bool]
  /// What was guessed, for the user.
  var note: String?

  /// Decides whether the first record names the columns.
  ///
  /// - Parameters:
  ///   - first: the fields of the first record.
  ///   - second: those of the second; `nil` where there is none.
  ///   - known: column names that make a line a header: those that were asked for.
  init(
    first: [String], second: [String]?, header: TableOptions.Header, known: Set<String>, path: String, line: Int
  ) {
    columnCount = first.count
    let firstIsText = first.map { !CSVHead.isData($0) }
    let secondIsText = second.map { $0.map { !CSVHead.isData($0) } }
    let isHeader: Bool
    switch header {
    case .yes: isHeader = true
    case .no: isHeader = false
    case .auto:
      if !firstIsText.contains(true) {
        isHeader = !known.isEmpty && known.isSubset(of: first)
      } else if first.contains(where: { known.contains($0) || CSV.labelNames.contains($0.lowercased()) }) {
        isHeader = true
      } else if let secondIsText, secondIsText.count == first.count {
        // A name stands above numbers; a text above texts may be data.
        let namesNumbers = zip(firstIsText, secondIsText).contains { $0 && !$1 }
        let hasNumber = first.contains { CSVNumber.parse($0) != nil }
        isHeader = namesNumbers || !hasNumber
        if !namesNumbers {
          note =
            "\(path), line \(line): read as \(isHeader ? "the names of the columns" : "data, not as column names"); "
            + "say which with --header yes or --header no"
        }
      } else {
        isHeader = true
      }
    }
    names = isHeader ? first : nil
    let data = isHeader ? secondIsText : firstIsText
    isText = data ?? firstIsText.map { _ in false }
  }

  /// Whether a field is data rather than a name: a number or a missing value.
  static func isData(_ text: String) -> Bool {
    if CSVNumber.parse(text) != nil || isMissing(text) { return true }
    if CSVNumber.parse(text.replacing(",", with: ".")) != nil { return true }
    return ["inf", "-inf", "+inf", "infinity", "-infinity"].contains(text.lowercased())
  }

  /// Whether a field of a column of features says that its value is missing.
  static func isMissing(_ text: String) -> Bool {
    ["", "nan", "na", "n/a", "null", "?"].contains(text.lowercased())
  }
}
