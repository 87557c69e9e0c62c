import FledgeFormats

/// The lines before the rows: comments and the header.
extension CSVTable {
  /// Whether the line at `start`, which begins with `#`, is no row: its fields are not as many as the columns.
  mutating func isComment(_ bytes: [UInt8], from start: Int, isLast: Bool) throws(DatasetError) -> Bool {
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
  mutating func begins(
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
    splitPlace = try split?.place(head)
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
}
