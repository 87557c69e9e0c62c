/// A time as a table has it: a number, an ISO 8601 date, or a date with the time of day.
///
/// `2026-01-31`, `2026-01-31T18:30`, `2026-01-31 18:30:05.25`, with `Z` or an offset such as `+02:00` where the zone is given.
struct TimePoint: Comparable, Hashable {
  enum Form {
    case number
    /// Without a zone; a date is the beginning of its day.
    case local
    case zoned
  }

  let form: Form
  /// The number, or whole seconds since 1970-01-01.
  let value: Double
  let nanoseconds: Int

  init?(_ text: String) {
    if let number = CSVNumber.parse(text) {
      (form, value, nanoseconds) = (.number, number, 0)
      return
    }
    var scanner = TimeScanner(text)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let day = scanner.digits(2), (1...12).contains(month), (1...TimePoint.days(in: month, year)).contains(day)
    else { return nil }
    var seconds = TimePoint.days(year, month, day) * 86_400
    if scanner.isAtEnd {
      (form, value, nanoseconds) = (.local, Double(seconds), 0)
      return
    }
    guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let hour = scanner.digits(2), hour < 24,
      scanner.skip(":"), let minute = scanner.digits(2), minute < 60
    else { return nil }
    seconds += hour * 3600 + minute * 60
    var fraction = 0
    if scanner.skip(":") {
      guard let second = scanner.digits(2), second < 60 else { return nil }
      seconds += second
      if scanner.skip(".") || scanner.skip(",") {
        guard let found = scanner.fraction() else { return nil }
        fraction = found
      }
    }
    nanoseconds = fraction
    if scanner.isAtEnd {
      (form, value) = (.local, Double(seconds))
      return
    }
    if !scanner.skip("Z"), !scanner.skip("z") {
      let isWest = scanner.skip("-")
      guard isWest || scanner.skip("+"), let hours = scanner.digits(2), hours < 24 else { return nil }
      let hasColon = scanner.skip(":")
      let minutes = scanner.digits(2)
      guard minutes.map({ $0 < 60 }) ?? !hasColon else { return nil }
      seconds -= (isWest ? -1 : 1) * (hours * 3600 + (minutes ?? 0) * 60)
    }
    guard scanner.isAtEnd else { return nil }
    (form, value) = (.zoned, Double(seconds))
  }

  /// Whether two times can be compared: numbers with numbers, times with a zone with such.
  func hasForm(of other: TimePoint) -> Bool { form == other.form }

  var formName: String {
    switch form {
    case .number: "a number"
    case .local: "a date or date-time without a zone"
    case .zoned: "a date-time with a zone"
    }
  }

  static func < (left: TimePoint, right: TimePoint) -> Bool {
    left.value == right.value ? left.nanoseconds < right.nanoseconds : left.value < right.value
  }

  /// Days from 1970-01-01 in the Gregorian calendar.
  ///
  /// Source: H. Hinnant, chrono-compatible low-level date algorithms, 2013.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func days(in month: Int, _ year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}

/// Takes the parts of a date from a text.
private struct TimeScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// A number of exactly `count` digits.
  mutating func digits(_ count: Int) -> Int? {
    guard position + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + count] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    position += count
    return value
  }

  /// Nanoseconds from the one to nine digits behind a decimal point; further digits are cut off.
  mutating func fraction() -> Int? {
    var (value, count) = (0, 0)
    while let digit = digits(1) {
      if count < 9 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 9)..<9 { value *= 10 }
    return value
  }
}
