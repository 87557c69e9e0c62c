/// The exact decimal expansion of a finite `Double`, for rounding without a second rounding error.
///
/// Every binary fraction is a finite decimal: m·2⁻ᵉ = m·5ᵉ / 10ᵉ. The product is kept in limbs of nine decimal digits.
package struct DecimalExpansion {
  /// Decimal digits of |value|, most significant first, without leading zeros; empty for zero.
  package private(set) var digits: [UInt8]

  /// The number of `digits` that stand before the decimal point; negative when zeros follow the point first.
  package private(set) var pointPosition: Int

  package init(_ value: Double) {
    precondition(value.isFinite, "a decimal expansion needs a finite number, found \(value)")
    guard value != 0 else {
      digits = []
      pointPosition = 0
      return
    }
    var mantissa = value.significandBitPattern
    var exponent = Int(value.exponentBitPattern) - 1075
    if value.exponentBitPattern == 0 { exponent += 1 } else { mantissa |= 1 << 52 }
    let trailing = mantissa.trailingZeroBitCount
    mantissa >>= UInt64(trailing)
    exponent += trailing

    var limbs = [mantissa % Self.base, mantissa / Self.base]
    for _ in 0..<(exponent.magnitude / 13) {
      Self.multiply(&limbs, by: exponent < 0 ? 1_220_703_125 : 8192)
    }
    for _ in 0..<(exponent.magnitude % 13) { Self.multiply(&limbs, by: exponent < 0 ? 5 : 2) }

    var reversed: [UInt8] = []
    for var limb in limbs {
      for _ in 0..<9 {
        reversed.append(UInt8(limb % 10))
        limb /= 10
      }
    }
    while reversed.last == 0 { reversed.removeLast() }
    digits = reversed.reversed()
    pointPosition = digits.count + min(exponent, 0)
  }

  /// Rounds half to even so that `decimals` digits remain after the point.
  mutating func round(decimals: Int) { round(digitCount: pointPosition + decimals) }

  /// Rounds half to even so that `digitCount` leading digits remain.
  mutating func round(digitCount: Int) {
    guard digitCount < digits.count else { return }
    guard digitCount >= 0 else {
      digits = []
      return
    }
    let next = digits[digitCount]
    let isTie = next == 5 && digits[(digitCount + 1)...].allSatisfy { $0 == 0 }
    let roundsUp = isTie ? digitCount > 0 && digits[digitCount - 1] % 2 == 1 : next >= 5
    digits.removeSubrange(digitCount...)
    guard roundsUp else { return }
    var index = digitCount - 1
    while index >= 0, digits[index] == 9 {
      digits[index] = 0
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(1, at: 0)
      pointPosition += 1
    }
  }

  private static let base: UInt64 = 1_000_000_000

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % base
      carry = product / base
    }
    while carry > 0 {
      limbs.append(carry % base)
      carry /= base
    }
  }
}
