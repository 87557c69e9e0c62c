/// Decimal text without Foundation.
enum DecimalText {
  /// A number with `positions` digits after the point and a true minus sign; −0.00 is written 0.00.
  static func fixed(_ value: Double, positions: Int) -> String {
    let factor = (0..<positions).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * factor).rounded()
    guard scaled < 1e15 else { return value.isNaN ? "undefined" : "\(value)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: Swift.max(0, positions + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "\u{2212}" : ""
    guard positions > 0 else { return sign + padded }
    return sign + padded.dropLast(positions) + "." + padded.suffix(positions)
  }

  /// The digits after the point that show two figures of `uncertainty`, 0 to 8; 2 when it is 0.
  static func positions(showing uncertainty: Double) -> Int {
    guard uncertainty > 0, uncertainty.isFinite else { return 2 }
    var positions = 0
    var scaled = uncertainty
    while scaled < 9.95 && positions < 8 {
      scaled *= 10
      positions += 1
    }
    return positions
  }

  /// The digits after the point, at least `least` and at most 6, that show a value as it is.
  static func positions(exactly value: Double, from least: Int) -> Int {
    var positions = least
    var scaled = (0..<least).reduce(value) { scaled, _ in scaled * 10 }
    while positions < 6, abs(scaled - scaled.rounded()) > 1e-6 * Swift.max(1, abs(scaled)) {
      scaled *= 10
      positions += 1
    }
    return positions
  }

  /// A p-value as ` = 0.012` or ` < 0.0001`: two figures, at most four digits after the point.
  static func pValue(_ value: Double) -> String {
    if value < 0.0001 { return "< 0.0001" }
    return "= " + fixed(value, positions: value < 0.001 ? 4 : value < 0.1 ? 3 : 2)
  }
}

extension String {
  /// The text with spaces before it, at least `width` characters long.
  func rightAligned(_ width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }

  /// The text with spaces after it, at least `width` characters long.
  func leftAligned(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
