/// A number as a report prints it: its value, and how exactly the print gives it.
///
/// Write it as printed: `"0.012"`, `"97.45 %"`, `"8,097"`, `"~97 %"`, `"4e-06"`. A percentage is a share, so "97.45 %"
/// is 0.9745, in the unit in which accuracies are measured.
public struct Published: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The number as printed.
  public let text: String
  /// The value; a share for a percentage.
  public let value: Double
  /// Half a unit of the last printed digit, in the unit of `value`.
  public let halfUnit: Double
  /// The digits printed after the point.
  public let decimals: Int
  /// Whether it is printed as a percentage.
  public let isPercentage: Bool

  /// Reads a printed number.
  ///
  /// - Throws: `ReportError.notANumber` for anything else.
  public init(_ text: String) throws(ReportError) {
    guard let parsed = Self(parsing: text) else { throw .notANumber(text) }
    self = parsed
  }

  /// Takes a printed number from source code; text that is no number is a programmer's mistake.
  public init(stringLiteral text: String) {
    guard let parsed = Self(parsing: text) else {
      preconditionFailure("\(ReportError.notANumber(text))")
    }
    self = parsed
  }

  private init?(parsing text: String) {
    var digits = String(text.filter { !" ,~≈\u{A0}\u{202F}".contains($0) }.map { $0 == "−" ? "-" : $0 })
    isPercentage = digits.hasSuffix("%")
    if isPercentage { digits.removeLast() }
    let parts = digits.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let mantissa = parts.first, mantissa.contains(where: \.isWholeNumber),
      mantissa.allSatisfy({ "+-.0123456789".contains($0) }), let number = Double(digits), number.isFinite,
      let share = Double(parts.count == 1 ? digits + "e-2" : digits)
    else { return nil }
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let printed = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    decimals = max(0, (printed.count == 2 ? printed[1].count : 0) - exponent)
    let positions = (printed.count == 2 ? printed[1].count : 0) - exponent + (isPercentage ? 2 : 0)
    guard let unit = Double("0.5e\(-positions)") else { return nil }
    self.text = text
    halfUnit = unit
    // Parsed as a whole, since a division would round once more.
    value = isPercentage ? (parts.count == 1 ? share : number / 100) : number
  }
}
