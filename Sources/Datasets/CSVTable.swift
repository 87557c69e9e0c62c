import FledgeFormats

/// The rows of a CSV file, read as a stream and sorted into features, labels, targets and row names.
struct CSVTable {
  /// The use of a column.
  enum Role: Equatable {
    /// A feature, and its place among the features.
    case feature(Int)
    case label
    /// A real-valued target, and its place among the targets.
    case target(Int)
    /// The name of the row.
    case id
    case ignored
  }

  /// How a column of features is read: the first value decides, where it is not given.
  enum Kind: Equatable {
    case undecided
    case number
    /// Texts; cells hold their position in the list.
    case text([String: Int], isOpen: Bool)
  }

  /// How a file is read.
  struct Form {
    var header = TableOptions.Header.auto
    var delimiter: UInt8?
    var missing = TableOptions.Missing.refuse
    /// Column names that make the first line a header.
    var knownNames: Set<String> = []
    /// The kinds of the features, by their place; found out where there are none.
    var kinds: [Kind] = []
    /// Whether a row may lack its label, which is only repeated.
    var labelIsOptional = false
    /// What is said after "expected a finite number, found nothing".
    var missingAdvice = "fill it in, or choose --missing drop or --missing mean"
  }

  let path: String
  let form: Form
  private(set) var head = CSVHead(first: [], second: nil, header: .no, known: [], path: "", line: 1)
  private(set) var roles: [Role] = []
  private(set) var rowCount = 0
  /// The rows that were left out because a value is missing.
  private(set) var droppedCount = 0
  private(set) var featureCount = 0
  private(set) var targetCount = 0
  /// One row of `featureCount` cells for each row.
  private(set) var cells = CellStorage()
  private(set) var kinds: [Kind] = []
  private(set) var targets: [Double] = []
  /// The index in `labelTexts` of each row's label.
  private(set) var labels: [Int32] = []
  /// The distinct labels in order of first appearance, and the line of the first.
  private(set) var labelTexts: [String] = []
  private(set) var labelLines: [Int] = []
  private(set) var ids: [String] = []
  private(set) var hasMissing = false
  private(set) var file: Provenance.File
  /// What the user should know.
  private(set) var notes: [String] = []

  private var labelIndex: [String: Int32] = [:]
  private var scanner = CSVScanner()
  private var row: [Double] = []
  /// Whether a feature is known to be a number and a field of it may be parsed at once.
  private var isNumber: [Bool] = []
  private var targetRow: [Double] = []
  private var isLatin1: Bool
  private var sawOtherBytes = false
  private var sawDecimalComma = false
  private var sawDecimalPoint = false
  private var comment: [String]?
  private var point = UInt8(ascii: ".")

  typealias Choose = (CSVHead) throws(DatasetError) -> [Role]

  /// The longest record that is read, 16 MiB; a longer one is reported as an open quote.
  private static let longestRecord = 16 << 20

  /// Reads a whole file.
  ///
  /// - Parameter choose: called with the first lines; returns each column's role.
  static func read(_ path: String, form: Form, choose: Choose) throws(DatasetError) -> CSVTable {
    var table = CSVTable(path: path, form: form, isLatin1: false)
    do throws(DatasetError) {
      try table.read(choose)
      if !table.sawOtherBytes { return table }
    } catch {
      if !table.sawOtherBytes { throw error }
    }
    table = CSVTable(path: path, form: form, isLatin1: true)
    table.notes = ["\(path): expected UTF-8, found other bytes; its texts are read as Latin-1 (Windows-1252)"]
    try table.read(choose)
    return table
  }

  private init(path: String, form: Form, isLatin1: Bool) {
    self.path = path
    self.form = form
    self.isLatin1 = isLatin1
    file = Provenance.File(path: path, sha256: "")
  }

  private mutating func read(_ choose: Choose) throws(DatasetError) {
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
        let begin = try CSVStart(carried, delimiter: form.delimiter, isWhole: carried.count == size, path: path)
        scanner = CSVScanner(delimiter: begin.delimiter, line: 1 + begin.skippedLines)
        if begin.delimiter != UInt8(ascii: ",") { point = UInt8(ascii: ",") }
        start = begin.offset
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
    guard rowCount > 0 else {
      let dropped = droppedCount > 0 ? "; every row lacks a value, so --missing drop leaves out all" : ""
      throw .badData("\(path): expected at least one row of data, found none\(dropped)")
    }
    if sawDecimalComma {
      guard !sawDecimalPoint else {
        throw .badData(
          "\(path): expected one decimal mark, found numbers with commas and others with points; make them one")
      }
      notes.append("\(path): commas within numbers are read as decimal commas")
    }
    if droppedCount > 0 { notes.append("\(path): \(droppedCount) rows with missing values are left out") }
    file = Provenance.File(path: path, sha256: hasher.finalize().hex)
  }

  /// Reads all complete records; returns where the first incomplete one begins.
  private mutating func readRecords(
    _ bytes: [UInt8], from start: Int, isLast: Bool, choose: Choose
  ) throws(DatasetError) -> Int {
    var start = start
    while start < bytes.count {
      let line = scanner.line
      if bytes[start] == UInt8(ascii: "#"), try isComment(bytes, from: start, isLast: isLast) {
        guard let next = scanner.skipLine(bytes.span, from: start, isLast: isLast) else { return start }
        start = next
        continue
      }
      guard let next = try scan(bytes, from: start, isLast: isLast) else { return start }
      start = next
      let isBlank = scanner.fields.count == 1 && scanner.fields[0].range.isEmpty
      if isBlank { continue }
      if roles.isEmpty {
        let isHeader = try begins(bytes, next: next, isLast: isLast, line: line, choose: choose)
        if isHeader { continue }
      }
      try appendRow(bytes.span, line: line)
    }
    return start
  }

  private mutating func scan(_ bytes: [UInt8], from start: Int, isLast: Bool) throws(DatasetError) -> Int? {
    do {
      return try scanner.scanRecord(bytes.span, from: start, isLast: isLast)
    } catch {
      throw fault(line: error.line, column: error.column, error.message)
    }
  }

  /// Whether the line at `start`, which begins with `#`, is no row: its fields are not as many as the columns.
  private mutating func isComment(_ bytes: [UInt8], from start: Int, isLast: Bool) throws(DatasetError) -> Bool {
    var look = scanner
    guard (try? look.scanRecord(bytes.span, from: start, isLast: isLast)) != nil else { return true }
    let fields = look.fields
    if roles.isEmpty {
      comment = fields.map { text($0, bytes.span) }
      return true
    }
    return fields.count != roles.count || roles.count == 1
  }

  /// Decides what the columns are; returns whether the present record is the header.
  private mutating func begins(
    _ bytes: [UInt8], next: Int, isLast: Bool, line: Int, choose: Choose
  ) throws(DatasetError) -> Bool {
    let fields = scanner.fields
    let first = fields.map { text($0, bytes.span) }
    var look = scanner
    var position = next
    var second: [String]?
    while position < bytes.count, second == nil {
      guard let end = try? look.scanRecord(bytes.span, from: position, isLast: isLast) else { break }
      if look.fields.count > 1 || !look.fields[0].range.isEmpty, bytes[position] != UInt8(ascii: "#") {
        second = look.fields.map { text($0, bytes.span) }
      }
      position = end
    }
    head = CSVHead(
      first: first, second: second, header: form.header, known: form.knownNames, path: path, line: line)
    let isHeader = head.names != nil
    // `# a, b, c` above numbers names the columns, as NumPy writes it.
    if !isHeader, form.header == .auto, var names = comment, names.count >= first.count, names.count > 1 {
      names[0] = String(names[0].drop { $0 == "#" || $0 == " " })
      if names[0].isEmpty, names.count > first.count { names.removeFirst() }
      if names.count == first.count, names.allSatisfy({ !CSVHead.isData($0) }) { head.names = names }
    }
    if let note = head.note { notes.append(note) }
    roles = try choose(head)
    featureCount = roles.count { if case .feature = $0 { true } else { false } }
    targetCount = roles.count { if case .target = $0 { true } else { false } }
    guard featureCount > 0 else {
      throw .badData("\(path), line \(line): expected at least one column of features, found none beside the others")
    }
    row = Array(repeating: 0, count: featureCount)
    targetRow = Array(repeating: 0, count: targetCount)
    isNumber = Array(repeating: false, count: featureCount)
    kinds = form.kinds.isEmpty ? Array(repeating: .undecided, count: featureCount) : form.kinds
    return isHeader
  }

  private mutating func appendRow(_ bytes: Span<UInt8>, line: Int) throws(DatasetError) {
    guard scanner.fields.count == roles.count else {
      throw .badData(
        "\(path), line \(line): expected \(roles.count) fields, found \(scanner.fields.count); "
          + "is a column missing or a quote open, or is the delimiter "
          + "not the \(TableOptions.delimiterName(scanner.delimiter))? (--delimiter)")
    }
    var label: String?
    var id: String?
    var lacks = false
    for (column, field) in scanner.fields.enumerated() {
      switch roles[column] {
      case .ignored: break
      case .feature(let place):
        if isNumber[place], let value = CSVNumber.parse(bytes, field.range) {
          row[place] = value
          continue
        }
        row[place] = try cell(field, bytes, place: place, line: line, column: column)
        if row[place].isNaN { lacks = true }
      case .label:
        let found = text(field, bytes)
        if found.isEmpty || found.lowercased() == "nan", !form.labelIsOptional {
          guard form.missing == .drop else {
            throw fault(
              line: line, column: column + 1, "expected a label, found nothing; fill it in, or choose --missing drop")
          }
          lacks = true
        }
        label = found
      case .target(let place):
        if let value = try number(field, bytes, line: line, column: column) {
          targetRow[place] = value
        } else {
          guard form.missing == .drop else {
            throw fault(
              line: line, column: column + 1, "expected a number, found nothing; fill it in, or choose --missing drop")
          }
          lacks = true
        }
      case .id: id = text(field, bytes)
      }
    }
    if lacks {
      if form.missing == .drop {
        droppedCount += 1
        return
      }
      hasMissing = true
    }
    for value in row { cells.append(value) }
    targets += targetRow
    if let label { labels.append(index(ofLabel: label, line: line)) }
    if let id { ids.append(id) }
    rowCount += 1
  }

  /// The value of a feature's field; NaN where it is missing and may be.
  private mutating func cell(
    _ field: CSVField, _ bytes: Span<UInt8>, place: Int, line: Int, column: Int
  ) throws(DatasetError) -> Double {
    switch kinds[place] {
    case .number: break
    case .undecided:
      let text = text(field, bytes)
      if CSVHead.isMissing(text) { return try missing(line: line, column: column) }
      guard CSVHead.isData(text) else {
        kinds[place] = .text([text: 0], isOpen: true)
        return 0
      }
      kinds[place] = .number
    case .text(let known, let isOpen):
      let text = text(field, bytes)
      if CSVHead.isMissing(text), known[text] == nil { return try missing(line: line, column: column) }
      if let index = known[text] { return Double(index) }
      guard isOpen else {
        let names = known.sorted { $0.value < $1.value }.prefix(12).map { "\"\($0.key)\"" }.joined(separator: ", ")
        throw fault(
          line: line, column: column + 1,
          "expected one of the texts that the network was trained on (\(names)\(known.count > 12 ? ", …" : "")), "
            + "found \"\(text.prefix(40))\"")
      }
      kinds[place] = .number  // Frees the dictionary, so that adding to it copies nothing.
      var grown = known
      grown[text] = known.count
      kinds[place] = .text(grown, isOpen: true)
      return Double(known.count)
    }
    if let value = try number(field, bytes, line: line, column: column, place: place) { return value }
    return try missing(line: line, column: column)
  }

  private func missing(line: Int, column: Int) throws(DatasetError) -> Double {
    guard form.missing == .refuse else { return .nan }
    throw fault(line: line, column: column + 1, "expected a finite number, found nothing; \(form.missingAdvice)")
  }

  /// A field's number; `nil` where it is missing.
  private mutating func number(
    _ field: CSVField, _ bytes: Span<UInt8>, line: Int, column: Int, place: Int? = nil
  ) throws(DatasetError) -> Double? {
    if let value = CSVNumber.parse(bytes, field.range) {
      // Where commas may be decimal ones, points are looked for in every field.
      if point == UInt8(ascii: ",") {
        if !sawDecimalPoint {
          for index in field.range where bytes[index] == UInt8(ascii: ".") { sawDecimalPoint = true }
        }
      } else if let place, kinds[place] == .number {
        isNumber[place] = true
      }
      return value
    }
    let shown = text(field, bytes)
    if CSVHead.isMissing(shown) { return nil }
    // In a table that is separated by commas, "1,234" may be a thousand: only one that cannot be is read.
    let mayBeComma = point == UInt8(ascii: ",") || (field.isQuoted && !CSVTable.looksLikeThousands(shown))
    if mayBeComma, let value = CSVNumber.parse(bytes, field.range, point: UInt8(ascii: ",")) {
      sawDecimalComma = true
      return value
    }
    throw fault(
      line: line, column: column + 1,
      "expected a finite number, found \"\(shown.prefix(40))\"; correct or leave out the row")
  }

  /// Whether a text is digits with a comma before each group of three.
  private static func looksLikeThousands(_ text: String) -> Bool {
    let groups = text.drop { $0 == "-" || $0 == "+" }.split(separator: ",", omittingEmptySubsequences: false)
    return groups.count > 1 && (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
  }

  private mutating func index(ofLabel text: String, line: Int) -> Int32 {
    if let index = labelIndex[text] { return index }
    let index = Int32(labelTexts.count)
    labelIndex[text] = index
    labelTexts.append(text)
    labelLines.append(line)
    return index
  }

  func fault(line: Int, column: Int, _ message: String) -> DatasetError {
    let name = head.names.flatMap { column <= $0.count ? " (\($0[column - 1]))" : nil } ?? ""
    return .badData("\(path), line \(line), column \(column)\(name): \(message)")
  }

  /// A field's text without the spaces around it.
  private mutating func text(_ field: CSVField, _ bytes: Span<UInt8>) -> String {
    let plain = field.plainBytes(in: bytes)
    let text: String
    if isLatin1 {
      text = Latin1.decode(plain)
    } else if let valid = String(validating: plain, as: UTF8.self) {
      text = valid
    } else {
      sawOtherBytes = true
      text = String(decoding: plain, as: UTF8.self)
    }
    guard text.first == " " || text.last == " " else { return text }
    return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
