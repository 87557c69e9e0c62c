import FledgeFormats

/// The columns of a CSV file, read as a stream and sorted into features, labels and targets.
struct CSVTable {
  /// The use of a column.
  enum Role: Equatable {
    case feature
    case label
    case target
    case ignored
  }

  /// The column names; `nil` where the file has no header line.
  private(set) var header: [String]?
  private(set) var roles: [Role] = []
  private(set) var rowCount = 0
  /// Features as grey levels while every one is a whole number in 0...255, as floats afterwards.
  private(set) var bytes: [UInt8] = []
  private(set) var floats: [Float] = []
  private(set) var holdsBytes = true
  private(set) var targets: [Float] = []
  /// The index in `labelTexts` of each row's label.
  private(set) var labels: [Int32] = []
  /// The distinct labels in order of first appearance.
  private(set) var labelTexts: [String] = []
  private(set) var file: Provenance.File

  private var labelIndex: [String: Int32] = [:]
  private var scanner = CSVScanner()
  private let path: String

  /// The longest record that is read, 16 MiB; a longer one is reported as an open quote.
  private static let longestRecord = 16 << 20

  /// Reads a whole file.
  ///
  /// - Parameter choose: called with the header, if any, and the number of columns; returns each column's role.
  init(_ path: String, choose: (_ header: [String]?, _ columns: Int) throws(DatasetError) -> [Role])
    throws(DatasetError)
  {
    self.path = path
    file = Provenance.File(path: path, sha256: "")
    let size = try DataFile.size(of: path)
    guard size > 0 else { throw .badData("\(path): expected a CSV file, found an empty file") }
    // A digit and its comma become a float, and arrays grow by doubling.
    try DataFile.checkMemory(size, copies: 4, path: path)
    var hasher = SHA256()
    var carried: [UInt8] = []
    var isFirst = true
    try DataFile.read(path, chunks: 1 << 20) { (chunk) throws(DatasetError) in
      hasher.update(chunk)
      carried += chunk
      var start = 0
      if isFirst {
        start = try checkStart(carried)
        isFirst = false
      }
      let end = try readRecords(carried, from: start, isLast: false, choose: choose)
      carried.removeFirst(end)
      if carried.count > CSVTable.longestRecord {
        throw fault(line: scanner.line, column: 1, "expected a record of at most 16 MiB; is a quote never closed?")
      }
      return true
    }
    _ = try readRecords(carried, from: 0, isLast: true, choose: choose)
    guard rowCount > 0 else { throw .badData("\(path): expected at least one row of data, found none") }
    file = Provenance.File(path: path, sha256: hasher.finalize().hex)
  }

  var featureCount: Int { roles.count { $0 == .feature } }

  var targetCount: Int { roles.count { $0 == .target } }

  /// Checks the first bytes: skips a byte-order mark, sets the delimiter, refuses files that are not CSV.
  private mutating func checkStart(_ bytes: [UInt8]) throws(DatasetError) -> Int {
    if Gzip.isGzip(bytes.span) {
      throw .badData("\(path): expected a CSV file, found a gzip file; run gunzip on it first")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .badData("\(path): expected UTF-8, found UTF-16; save the file as UTF-8")
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[start...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    if first.first == UInt8(ascii: "<") {
      throw .badData("\(path): expected a CSV file, found a web page (\"<…\"); download the file itself")
    }
    if first.contains(0) { throw .badData("\(path): expected a CSV file, found binary data") }
    if !first.contains(UInt8(ascii: ",")) {
      if let other = [UInt8(ascii: ";"), UInt8(ascii: "\t")].first(where: { first.contains($0) }) {
        scanner.delimiter = other
      }
    }
    return start
  }

  /// Reads all complete records; returns where the first incomplete one begins.
  private mutating func readRecords(
    _ bytes: [UInt8], from start: Int, isLast: Bool,
    choose: (_ header: [String]?, _ columns: Int) throws(DatasetError) -> [Role]
  ) throws(DatasetError) -> Int {
    var start = start
    while start < bytes.count {
      let line = scanner.line
      let next: Int?
      do {
        next = try scanner.scanRecord(bytes.span, from: start, isLast: isLast)
      } catch {
        throw fault(line: error.line, column: error.column, error.message)
      }
      guard let next else { return start }
      start = next
      let isBlank = scanner.fields.count == 1 && scanner.fields[0].range.isEmpty
      if isBlank { continue }
      if roles.isEmpty {
        let isHeader = scanner.fields.contains { !CSVTable.looksNumeric(bytes.span, $0) }
        header = isHeader ? scanner.fields.map { CSVTable.trimmed($0.text(in: bytes.span)) } : nil
        roles = try choose(header, scanner.fields.count)
        guard featureCount > 0 else {
          throw .badData(
            "\(path), line \(line): expected at least one column of features, found none beside the others")
        }
        if isHeader { continue }
      }
      try appendRow(bytes.span, line: line)
    }
    return start
  }

  private mutating func appendRow(_ bytes: Span<UInt8>, line: Int) throws(DatasetError) {
    guard scanner.fields.count == roles.count else {
      throw .badData(
        "\(path), line \(line): expected \(roles.count) fields, found \(scanner.fields.count); "
          + "is a column missing or a quote open?")
    }
    for (column, field) in scanner.fields.enumerated() {
      switch roles[column] {
      case .ignored: break
      case .label:
        let text = CSVTable.trimmed(field.text(in: bytes))
        guard !text.isEmpty else { throw fault(line: line, column: column + 1, "expected a label, found nothing") }
        labels.append(index(ofLabel: text))
      case .feature: append(feature: try number(field, bytes, line: line, column: column))
      case .target: targets.append(try number(field, bytes, line: line, column: column))
      }
    }
    rowCount += 1
  }

  private func number(
    _ field: CSVField, _ bytes: Span<UInt8>, line: Int, column: Int
  ) throws(DatasetError) -> Float {
    if let value = CSVNumber.parse(bytes, field.range) { return value }
    let text = field.text(in: bytes)
    let shown = text.isEmpty ? "nothing" : "\"\(text.prefix(40))\""
    throw fault(
      line: line, column: column + 1, "expected a finite number, found \(shown); correct or leave out the row")
  }

  private mutating func append(feature: Float) {
    guard holdsBytes else {
      floats.append(feature)
      return
    }
    if feature >= 0, feature <= 255, feature.rounded(.towardZero) == feature {
      bytes.append(UInt8(feature))
      return
    }
    floats = bytes.map { Float($0) }
    floats.append(feature)
    bytes = []
    holdsBytes = false
  }

  private mutating func index(ofLabel text: String) -> Int32 {
    if let index = labelIndex[text] { return index }
    let index = Int32(labelTexts.count)
    labelIndex[text] = index
    labelTexts.append(text)
    return index
  }

  private func fault(line: Int, column: Int, _ message: String) -> DatasetError {
    let name = header.flatMap { column <= $0.count ? " (\($0[column - 1]))" : nil } ?? ""
    return .badData("\(path), line \(line), column \(column)\(name): \(message)")
  }

  /// Whether a field of the first record is data rather than a name: a number or a missing value.
  private static func looksNumeric(_ bytes: Span<UInt8>, _ field: CSVField) -> Bool {
    if CSVNumber.parse(bytes, field.range) != nil { return true }
    let text = trimmed(field.text(in: bytes)).lowercased()
    return ["", "nan", "inf", "-inf", "+inf", "infinity", "-infinity", "na", "null"].contains(text)
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
