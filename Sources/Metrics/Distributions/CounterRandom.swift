/// Random numbers that are a function of (seed, stream, index), for resampling.
///
/// SplitMix64's output function applied to seed + (index + 1)·γ. Source: G. Steele, D. Lea, C. Flood, Fast
/// splittable pseudorandom number generators, 2014, figure 17.
struct CounterRandom: Sendable {
  private let key: UInt64

  /// Creates the numbers of one stream; streams of one seed do not overlap in practice.
  init(seed: UInt64, stream: UInt64 = 0) {
    key = Self.mixed(seed &+ Self.mixed(stream &+ Self.increment))
  }

  /// The 64 random bits at `index`.
  func bits(at index: UInt64) -> UInt64 { Self.mixed(key &+ (index &+ 1) &* Self.increment) }

  /// A whole number in `0..<bound` at `index`; its bias is below bound / 2⁶⁴.
  func integer(below bound: Int, at index: UInt64) -> Int {
    Int(bits(at: index).multipliedFullWidth(by: UInt64(bound)).high)
  }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
