/// The allowed range of a number.
enum Bound: Sendable {
  /// Any finite number.
  case any
  /// Above the limit.
  case above(Double)
  /// The limit or more.
  case atLeast(Double)
  /// From the first limit to below the second.
  case within(Double, below: Double)
  /// From the first limit to the second, both included.
  case between(Int, and: Int)

  private func admits(_ number: Double) -> Bool {
    switch self {
    case .any: true
    case .above(let limit): number > limit
    case .atLeast(let limit): number >= limit
    case .within(let low, let high): number >= low && number < high
    case .between(let low, let high): number >= Double(low) && number <= Double(high)
    }
  }

  private func expectation(_ kind: String) -> String {
    switch self {
    case .any: kind
    case .above(let limit): "\(kind) above \(short(limit))"
    case .atLeast(let limit): "\(kind) of \(short(limit)) or more"
    case .within(let low, let high): "\(kind) from \(short(low)) to below \(short(high))"
    case .between(let low, let high): "\(kind) from \(low) to \(high)"
    }
  }

  func number(_ value: SettingValue, key: String) throws(SettingError) -> Double {
    guard let number = Double(value.text), number.isFinite, admits(number) else {
      throw .invalidValue(key: key, expected: expectation("a number"), found: "'\(value.text)'")
    }
    return number
  }

  func integer(_ value: SettingValue, key: String) throws(SettingError) -> Int {
    let text = value.text.filter { $0 != "_" }
    let whole = Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    guard let whole, admits(Double(whole)) else {
      throw .invalidValue(key: key, expected: expectation("a whole number"), found: "'\(value.text)'")
    }
    return whole
  }

  private func short(_ limit: Double) -> String {
    Int(exactly: limit).map(String.init) ?? String(limit)
  }
}
