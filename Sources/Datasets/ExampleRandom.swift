public import FledgeKernels

/// A stream of random numbers for one example: a function of the random key, the example and the use.
public struct ExampleRandom: Sendable {
  private var state: UInt64

  /// Starts the stream of one example.
  ///
  /// - Parameter use: distinguishes several uses for the same example, such as the augmentations of a list.
  public init(_ key: RandomKey, example: Int, use: Int = 0) {
    state = key.bits(UInt64(truncatingIfNeeded: example) &+ UInt64(truncatingIfNeeded: use) << 40)
  }

  /// The next 64 random bits.
  public mutating func nextBits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The next number, uniform in [0, 1), a multiple of 2⁻²⁴.
  public mutating func uniform() -> Float { Float(nextBits() >> 40) * 0x1p-24 }

  /// The next number, uniform in the range.
  public mutating func uniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// The next integer in `0..<bound`; the bias is below 2⁻³² for every bound below 2³².
  public mutating func integer(below bound: Int) -> Int {
    Int(truncatingIfNeeded: nextBits().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The next number, nearly normal with mean 0 and standard deviation 1: the sum of 16 uniform numbers, shifted and
  /// scaled.
  ///
  /// It needs no logarithm and never exceeds 6.93 standard deviations.
  public mutating func normal() -> Float {
    var sum: Int64 = 0
    for _ in 0..<4 {
      let bits = nextBits()
      for shift in stride(from: 0, to: 64, by: 16) { sum += Int64(bits >> UInt64(shift) & 0xFFFF) }
    }
    // Sixteen numbers uniform in 0..<2¹⁶ have mean 16 · 65535 / 2 and variance 16 · (2³² − 1) / 12.
    return Float(Double(2 * sum - 16 * 65535) / 2 / (65536 * (16.0 / 12).squareRoot()))
  }
}
