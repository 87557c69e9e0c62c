/// One of the independent streams of random numbers that a root seed gives.
///
/// Adding a use to one stream never moves another: dropout does not change the split.
public struct RandomStream: Sendable, Hashable {
  /// What a stream's numbers are for.
  public enum Use: UInt64, Sendable, CaseIterable {
    /// First values of parameters.
    case initialization = 1
    /// The order of examples.
    case shuffle
    /// Dropout masks.
    case dropout
    /// Changes to examples in training.
    case augment
    /// The split of a dataset into parts.
    case split
    /// Noise that layers add.
    case noise
    /// Generated data.
    case data
    /// Analysis: starting points, resampling.
    case analysis
  }

  let key: UInt64

  /// The stream of a root seed for one use.
  public init(seed: UInt64, _ use: Use) {
    key = RandomStream.mix(RandomStream.mix(seed) ^ use.rawValue)
  }

  /// A bijection of 64 bits that spreads every bit over all: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
