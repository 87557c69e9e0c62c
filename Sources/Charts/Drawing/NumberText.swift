/// Numbers as a reader sees them: correctly rounded, with a true minus sign and thin spaces.
public enum NumberText {
  /// Gives exactly `decimals` digits after the point, rounded half to even on the exact binary value.
  ///
  /// Groups of three digits are parted by a narrow space from 10 000 on.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return notFinite(value) }
    var expansion = DecimalExpansion(value)
    expansion.round(decimals: decimals)
    let (whole, fraction) = parts(of: expansion, decimals: decimals)
    let isZero = expansion.digits.allSatisfy { $0 == 0 }
    return sign(value, isZero: isZero) + grouped(whole) + (decimals > 0 ? "." + fraction : "")
  }

  /// Gives a share as a percentage: 0.1234 with one decimal is "12.3 %".
  public static func percent(_ share: Double, decimals: Int = 1) -> String {
    guard share.isFinite else { return notFinite(share) }
    return fixed(share * 100, decimals: decimals) + narrowSpace + "%"
  }

  /// Gives `digits` significant digits without trailing zeros, and a power of ten where plain digits would be long.
  public static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return notFinite(value) }
    guard value != 0 else { return "0" }
    var expansion = DecimalExpansion(value)
    expansion.round(digitCount: digits)
    let exponent = expansion.pointPosition - 1
    if exponent < -4 || exponent > 5 { return scientific(value, digits: digits) }
    let text = fixed(value, decimals: max(0, digits - 1 - exponent))
    return trimmed(text)
  }

  /// Gives a mantissa times a power of ten, such as "1.5×10⁻⁶", without trailing zeros in the mantissa.
  public static func scientific(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return notFinite(value) }
    guard value != 0 else { return "0" }
    var expansion = DecimalExpansion(value)
    expansion.round(digitCount: digits)
    var mantissa = expansion.digits.prefix(digits).map { String($0) }
    while mantissa.count > 1, mantissa.last == "0" { mantissa.removeLast() }
    let head = mantissa[0] + (mantissa.count > 1 ? "." + mantissa[1...].joined() : "")
    let power = "10" + superscript(expansion.pointPosition - 1)
    return sign(value, isZero: false) + (head == "1" ? power : head + "×" + power)
  }

  /// Gives a number with a prefix of the SI: 20 000 is "20 k", 0.0015 is "1.5 m".
  public static func si(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return notFinite(value) }
    guard value != 0 else { return "0" }
    var expansion = DecimalExpansion(value)
    expansion.round(digitCount: digits)
    let power = expansion.pointPosition - 1
    let thousand = power >= 0 ? power / 3 : -((2 - power) / 3)
    guard thousand >= -4, thousand <= 4 else { return scientific(value, digits: digits) }
    let scaled = thousand >= 0 ? value / powerOfTen(3 * thousand) : value * powerOfTen(-3 * thousand)
    let text = trimmed(fixed(scaled, decimals: max(0, digits - 1 - (power - 3 * thousand))))
    return thousand == 0 ? text : text + narrowSpace + siPrefixes[thousand + 4]
  }

  /// Gives whole seconds as a duration: "41 s", "12 min 5 s" or "1 h 20 min".
  public static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds.magnitude < 1e15 else { return notFinite(seconds) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  static let narrowSpace = "\u{202F}"
  private static let siPrefixes = ["p", "n", "µ", "m", "", "k", "M", "G", "T"]
  private static let superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]

  static func superscript(_ exponent: Int) -> String {
    let digits = String(exponent.magnitude).utf8.map { superscripts[Int($0) - 48] }.joined()
    return (exponent < 0 ? "⁻" : "") + digits
  }

  /// The double nearest to 10^exponent.
  package static func powerOfTen(_ exponent: Int) -> Double {
    exponent > 308 ? .infinity : Double("1e\(exponent)") ?? 0
  }

  private static func notFinite(_ value: Double) -> String {
    if value.isNaN { return "not a number" }
    return value < 0 ? "−∞" : "∞"
  }

  private static func sign(_ value: Double, isZero: Bool) -> String { value < 0 && !isZero ? "−" : "" }

  private static func parts(of expansion: DecimalExpansion, decimals: Int) -> (whole: String, fraction: String) {
    let digit = { (position: Int) -> String in
      let index = position + expansion.pointPosition
      return expansion.digits.indices.contains(index) ? String(expansion.digits[index]) : "0"
    }
    let wholeCount = max(1, expansion.pointPosition)
    let whole = (-wholeCount..<0).map(digit).joined()
    return (whole, (0..<max(0, decimals)).map(digit).joined())
  }

  private static func grouped(_ whole: String) -> String {
    guard whole.utf8.count > 4 else { return whole }
    var text = ""
    for (index, character) in whole.enumerated() {
      if index > 0, (whole.utf8.count - index) % 3 == 0 { text += narrowSpace }
      text.append(character)
    }
    return text
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
