/// The common logarithm from exact arithmetic alone, so that figures have the same bytes on every platform.
package enum Logarithm {
  /// log₁₀(value), for value > 0.
  ///
  /// value = m·2ᵉ with m in [√½, √2); ln m = 2·artanh((m − 1)/(m + 1)), a series in odd powers.
  package static func base10(_ value: Double) -> Double {
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.414_213_562_373_095 {
      mantissa /= 2
      exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var sum = 0.0
    for power in stride(from: 25.0, through: 1, by: -2) { sum = sum * square + 1 / power }
    return (exponent * 0.693_147_180_559_945_3 + 2 * ratio * sum) / 2.302_585_092_994_045_7
  }

  /// ⌊log₁₀(value)⌋, exact also at powers of ten.
  package static func floorBase10(_ value: Double) -> Int {
    var exponent = Int(base10(value).rounded(.down))
    while NumberText.powerOfTen(exponent) > value { exponent -= 1 }
    while NumberText.powerOfTen(exponent + 1) <= value { exponent += 1 }
    return exponent
  }
}
