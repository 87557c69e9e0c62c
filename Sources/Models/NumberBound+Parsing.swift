import FledgeTraining

extension NumberBound {
  /// Reads a finite number within the bound.
  func number(_ value: SettingValue, key: String) throws(SettingError) -> Double {
    guard let number = Double(value.text), number.isFinite, admits(number) else {
      throw .invalidValue(key: key, expected: expectation("a number"), found: "'\(value.text)'")
    }
    return number
  }

  /// Reads a whole number within the bound; `1e3` and `1_000` are whole numbers too.
  func integer(_ value: SettingValue, key: String) throws(SettingError) -> Int {
    let text = value.text.filter { $0 != "_" }
    let whole = Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    guard let whole, admits(Double(whole)) else {
      throw .invalidValue(key: key, expected: expectation("a whole number"), found: "'\(value.text)'")
    }
    return whole
  }
}
