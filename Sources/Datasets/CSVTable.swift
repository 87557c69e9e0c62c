import FledgeFormats
import FledgeKernels

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
    /// The column by which rows are split.
    var split: SplitReader?
  }

  let path: String
  let form: Form
  var head = CSVHead(first: [], second: nil, header: .no, known: [], path: "", line: 1)
  var roles: [Role] = []
  var rowCount = 0
  /// The rows that were left out because a value is missing.
  var droppedCount = 0
  var featureCount = 0
  var targetCount = 0
  /// One row of `featureCount` cells for each row.
  var cells = CellStorage()
  var kinds: [Kind] = []
  var targets: [Double] = []
  /// The index in `labelTexts` of each row's label.
  var labels: [Int32] = []
  /// The distinct labels in order of first appearance, and the line of the first.
  var labelTexts: [String] = []
  var labelLines: [Int] = []
  var ids: [String] = []
  var hasMissing = false
  var file: Provenance.File
  /// What the user should know.
  var notes: [String] = []

  /// The column by which rows are split, and where it stands.
  var split: SplitReader?
  var splitPlace: Int?

  var labelIndex: [String: Int32] = [:]
  var scanner = CSVScanner()
  var row: [Double] = []
  /// Whether a feature is known to be a number and a field of it may be parsed at once.
  var isNumber: [Bool] = []
  var targetRow: [Double] = []
  /// The columns where rows of small whole numbers are read at once; empty until they are known to be such.
  var byteColumns: [ByteColumn] = []
  var byteRow: [UInt8] = []
  var mayHaveByteRows = true
  /// The index of a label that is a small whole number; −1 where it has not been seen.
  var byteLabels: [Int32] = []
  var isLatin1: Bool
  var sawOtherBytes = false
  var sawDecimalComma = false
  var sawDecimalPoint = false
  var comment: [String]?
  var point = UInt8(ascii: ".")

  typealias Choose = (CSVHead) throws(DatasetError) -> [Role]

  /// The longest record that is read, 16 MiB; a longer one is reported as an open quote.
  static let longestRecord = 16 << 20

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

  init(path: String, form: Form, isLatin1: Bool) {
    self.path = path
    self.form = form
    split = form.split
    self.isLatin1 = isLatin1
    file = Provenance.File(path: path, sha256: "")
  }

  mutating func read(_ choose: Choose) throws(DatasetError) {
    let size = try DataFile.size(of: path)
    guard size > 0 else { throw .badData("\(path): expected a CSV file, found an empty file") }
    // A digit and its comma become a float, and arrays grow by doubling.
    try DataFile.checkMemory(size, copies: 4, path: path)
    var hasher = SHA256()
    var carried: [UInt8] = []
    var isFirst = true
    // The digest takes as long as the reading, so another thread computes it.
    let pool = ThreadPool(threads: 2)
    try DataFile.read(path, chunks: 1 << 20) { (chunk) throws(DatasetError) in
      carried += chunk
      var start = 0
      if isFirst {
        let begin = try CSVStart(carried, delimiter: form.delimiter, isWhole: carried.count == size, path: path)
        scanner = CSVScanner(delimiter: begin.delimiter, line: 1 + begin.skippedLines)
        if begin.delimiter != UInt8(ascii: ",") { point = UInt8(ascii: ",") }
        start = begin.offset
        isFirst = false
      }
      var end: Result<Int, DatasetError> = .success(0)
      pool.run(2) { task in
        if task == 0 {
          hasher.update(chunk)
        } else {
          end = Result { () throws(DatasetError) in
            try readRecords(carried, from: start, isLast: false, choose: choose)
          }
        }
      }
      carried.removeFirst(try end.get())
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
  mutating func readRecords(
    _ bytes: [UInt8], from start: Int, isLast: Bool, choose: Choose
  ) throws(DatasetError) -> Int {
    var start = start
    while start < bytes.count {
      if let next = readByteRow(bytes.span, from: start) {
        start = next
        continue
      }
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

  mutating func scan(_ bytes: [UInt8], from start: Int, isLast: Bool) throws(DatasetError) -> Int? {
    do {
      return try scanner.scanRecord(bytes.span, from: start, isLast: isLast)
    } catch {
      throw fault(line: error.line, column: error.column, error.message)
    }
  }
}
