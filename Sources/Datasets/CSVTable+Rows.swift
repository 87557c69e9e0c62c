import FledgeFormats

/// Rows of a table as numbers.
extension CSVTable {
  mutating func appendRow(_ bytes: Span<UInt8>, line: Int) throws(DatasetError) {
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
    let splitIndex = try splitIndex(bytes, line: line)
    if splitPlace != nil, splitIndex == nil { lacks = true }
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
    if let splitIndex { split?.append(splitIndex) }
    rowCount += 1
  }

  /// The present row's value of the split column; `nil` where it is missing and the row is left out.
  private mutating func splitIndex(_ bytes: Span<UInt8>, line: Int) throws(DatasetError) -> Int32? {
    guard let place = splitPlace else { return nil }
    let text = text(scanner.fields[place], bytes)
    if CSVHead.isMissing(text) {
      guard form.missing == .drop else {
        throw fault(
          line: line, column: place + 1,
          "expected a value to split by, found nothing; fill it in, or choose --missing drop")
      }
      return nil
    }
    guard let index = split?.index(of: text) else {
      throw fault(
        line: line, column: place + 1,
        "expected \(split?.expected ?? ""), found \"\(text.prefix(40))\"; correct the row")
    }
    return index
  }

  /// The value of a feature's field; NaN where it is missing and may be.
  mutating func cell(
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

  func missing(line: Int, column: Int) throws(DatasetError) -> Double {
    guard form.missing == .refuse else { return .nan }
    throw fault(line: line, column: column + 1, "expected a finite number, found nothing; \(form.missingAdvice)")
  }

  /// A field's number; `nil` where it is missing.
  mutating func number(
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
  static func looksLikeThousands(_ text: String) -> Bool {
    let groups = text.drop { $0 == "-" || $0 == "+" }.split(separator: ",", omittingEmptySubsequences: false)
    return groups.count > 1 && (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
  }

  mutating func index(ofLabel text: String, line: Int) -> Int32 {
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
  mutating func text(_ field: CSVField, _ bytes: Span<UInt8>) -> String {
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
