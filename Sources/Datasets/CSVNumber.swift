/// Reads decimal numbers from the bytes of a CSV field.
enum CSVNumber {
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// The number in `bytes[range]`; `nil` where it is not a finite decimal number.
  ///
  /// Rounded to the nearest double. Spaces around the number are allowed; `nan`, `inf`, hexadecimal numbers and numbers
  /// beyond the range of floats are not.
  ///
  /// - Parameter point: the decimal point; a comma in tables that are not separated by commas.
  static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>, point: UInt8 = UInt8(ascii: ".")) -> Double? {
    var position = range.lowerBound
    var end = range.upperBound
    while position < end, bytes[position] == UInt8(ascii: " ") { position += 1 }
    while end > position, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    let start = position
    var isNegative = false
    if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
      isNegative = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var hasPoint = false
    scan: while position < end {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        guard mantissa < 100_000_000_000_000_000 else {
          return parseSlowly(bytes, start..<end, point: point)
        }
        mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0"))
        if hasPoint { exponent -= 1 }
      case point:
        guard !hasPoint else { return nil }
        hasPoint = true
      default: break scan
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    if position == end {
      guard exponent != 0 else { return isNegative ? -Double(mantissa) : Double(mantissa) }
      // A mantissa below 2⁵³ and a power of ten up to 22 are exact, so one division rounds correctly (Clinger, 1990).
      guard mantissa < 1 << 53, exponent >= -22 else { return parseSlowly(bytes, start..<end, point: point) }
      let value = Double(mantissa) / powersOfTen[-exponent]
      return isNegative ? -value : value
    }
    return parseSlowly(bytes, start..<end, point: point)
  }

  /// The number that a text is; `nil` where it is none.
  static func parse(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return parse(bytes.span, 0..<bytes.count)
  }

  /// The same for numbers with an exponent or many digits.
  private static func parseSlowly(_ bytes: Span<UInt8>, _ range: Range<Int>, point: UInt8) -> Double? {
    var text = ""
    for position in range {
      switch bytes[position] {
      case point: text += "."
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        text.unicodeScalars.append(Unicode.Scalar(bytes[position]))
      default: return nil
      }
    }
    guard let value = Double(text), Float(value).isFinite else { return nil }
    return value
  }
}
