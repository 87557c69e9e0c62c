/// Reads decimal numbers from the bytes of a CSV field.
enum CSVNumber {
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// The number in `bytes[range]`; `nil` where it is not a finite decimal number.
  ///
  /// The text is rounded to the nearest double, then to the nearest float. Spaces around the number are allowed; `nan`,
  /// `inf` and hexadecimal numbers are not.
  static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Float? {
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
          return parseSlowly(bytes, start..<end)
        }
        mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0"))
        if hasPoint { exponent -= 1 }
      case UInt8(ascii: "."):
        guard !hasPoint else { return nil }
        hasPoint = true
      default: break scan
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    if position == end {
      guard exponent != 0 else { return isNegative ? -Float(mantissa) : Float(mantissa) }
      // A mantissa below 2⁵³ and a power of ten up to 22 are exact, so one division rounds correctly (Clinger, 1990).
      guard mantissa < 1 << 53, exponent >= -22 else { return parseSlowly(bytes, start..<end) }
      let value = Double(mantissa) / powersOfTen[-exponent]
      return Float(isNegative ? -value : value)
    }
    return parseSlowly(bytes, start..<end)
  }

  /// The same for numbers with an exponent or many digits.
  private static func parseSlowly(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Float? {
    var text = ""
    for position in range {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        text.unicodeScalars.append(Unicode.Scalar(bytes[position]))
      default: return nil
      }
    }
    guard let double = Double(text) else { return nil }
    let value = Float(double)
    return value.isFinite ? value : nil
  }
}
