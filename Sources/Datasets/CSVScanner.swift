/// One field of a record: its range in the bytes, without quotes.
struct CSVField: Equatable {
  let start: Int
  let end: Int
  /// Whether it was quoted and contains doubled quotes.
  let hasDoubledQuotes: Bool
  /// Whether it was quoted.
  var isQuoted = false

  var range: Range<Int> { start..<end }

  /// The field's bytes, with doubled quotes replaced by single ones.
  func plainBytes(in bytes: Span<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(end - start)
    var position = start
    while position < end {
      plain.append(bytes[position])
      position += hasDoubledQuotes && bytes[position] == UInt8(ascii: "\"") ? 2 : 1
    }
    return plain
  }
}

/// Splits comma-separated text into records and fields (RFC 4180; lines may end in LF, CRLF or CR).
struct CSVScanner {
  /// The byte between fields.
  var delimiter = UInt8(ascii: ",")
  /// The line on which the next record starts, counted from 1.
  private(set) var line = 1
  /// The fields of the last record.
  private(set) var fields: [CSVField] = []

  init(delimiter: UInt8 = UInt8(ascii: ","), line: Int = 1) {
    self.delimiter = delimiter
    self.line = line
  }

  /// A syntax error and its field.
  struct Fault: Error {
    let line: Int
    let column: Int
    let message: String
  }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// Says that a record of one line was read otherwise.
  mutating func advanceLine() { line += 1 }

  /// Skips the line that begins at `start`; `nil` where it is not complete.
  mutating func skipLine(_ bytes: Span<UInt8>, from start: Int, isLast: Bool) -> Int? {
    var position = start
    while position < bytes.count, bytes[position] != CSVScanner.lineFeed, bytes[position] != CSVScanner.carriageReturn {
      position += 1
    }
    if position >= bytes.count { return isLast ? position : nil }
    if bytes[position] == CSVScanner.carriageReturn {
      guard position + 1 < bytes.count || isLast else { return nil }
      if position + 1 < bytes.count, bytes[position + 1] == CSVScanner.lineFeed { position += 1 }
    }
    line += 1
    return position + 1
  }

  /// Reads the record that begins at `start`.
  ///
  /// - Parameter isLast: whether these are the last bytes; the last record may lack its line end.
  /// - Returns: where the next record begins; `nil` where this one is not complete.
  mutating func scanRecord(_ bytes: Span<UInt8>, from start: Int, isLast: Bool) throws(Fault) -> Int? {
    fields.removeAll(keepingCapacity: true)
    var lineFeeds = 0
    var position = start
    while true {
      let fieldStart = position
      if position < bytes.count && bytes[position] == CSVScanner.quote {
        guard let field = try scanQuoted(bytes, from: position, isLast: isLast, lineFeeds: &lineFeeds) else {
          return nil
        }
        fields.append(field)
        position = field.end + 1
      } else {
        while position < bytes.count {
          let byte = bytes[position]
          if byte == delimiter || byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn { break }
          if byte == CSVScanner.quote {
            throw Fault(
              line: line, column: fields.count + 1,
              message: "expected quotes around the whole field or none, found one inside; double it and quote the field"
            )
          }
          position += 1
        }
        fields.append(CSVField(start: fieldStart, end: position, hasDoubledQuotes: false))
      }
      guard position < bytes.count else {
        guard isLast else { return nil }
        line += lineFeeds + 1
        return position
      }
      switch bytes[position] {
      case delimiter:
        position += 1
      case CSVScanner.lineFeed:
        line += lineFeeds + 1
        return position + 1
      case CSVScanner.carriageReturn:
        guard position + 1 < bytes.count || isLast else { return nil }
        line += lineFeeds + 1
        return position + 1 < bytes.count && bytes[position + 1] == CSVScanner.lineFeed ? position + 2 : position + 1
      default:
        throw Fault(
          line: line + lineFeeds, column: fields.count,
          message: "expected a delimiter or the line's end after the closing quote, found another character")
      }
    }
  }

  /// Reads a quoted field; `nil` where it is not complete.
  private func scanQuoted(
    _ bytes: Span<UInt8>, from start: Int, isLast: Bool, lineFeeds: inout Int
  ) throws(Fault) -> CSVField? {
    let openedOn = line + lineFeeds
    var hasDoubled = false
    var position = start + 1
    while position < bytes.count {
      if bytes[position] == CSVScanner.quote {
        guard position + 1 < bytes.count || isLast else { return nil }
        guard position + 1 < bytes.count && bytes[position + 1] == CSVScanner.quote else {
          return CSVField(start: start + 1, end: position, hasDoubledQuotes: hasDoubled, isQuoted: true)
        }
        hasDoubled = true
        position += 1
      } else if bytes[position] == CSVScanner.lineFeed {
        lineFeeds += 1
      }
      position += 1
    }
    guard isLast else { return nil }
    throw Fault(
      line: openedOn, column: fields.count + 1,
      message: "expected a closing quote, found the end of the file; the quote that opens here is never closed")
  }
}
