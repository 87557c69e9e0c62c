internal import CFledgeKernels

/// One of a root seed's independent streams of random numbers.
///
/// Using one stream never changes another: dropout does not change the split.
public struct RandomStream: Sendable, Hashable {
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
    /// Starting points and resampling of analyses.
    case analysis
  }

  let key: UInt64

  /// The stream of a root seed for one use.
  public init(seed: UInt64, _ use: Use) {
    key = RandomStream.mix(RandomStream.mix(seed) ^ use.rawValue)
  }

  /// The finaliser of SplitMix64, a bijection in which every bit depends on all (Steele, Lea and Flood, 2014).
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Stream, layer and step, from which random numbers are computed.
///
/// Value i is a function of (stream, layer, step, i) alone, whatever the order of threads: Philox4x32-10 with the
/// stream as key and (block, step, layer) as counter. Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
/// easy as 1, 2, 3", 2011.
public struct RandomKey: Sendable, Hashable {
  private var key: UInt64
  private var layer: UInt32
  private var step: UInt64

  /// The values of sixteen blocks: ranges are split at multiples of it.
  static let group = 64

  /// The numbers of a layer at a step.
  public init(_ stream: RandomStream, layer: UInt32 = 0, step: UInt64 = 0) {
    key = stream.key
    self.layer = layer
    self.step = step
  }

  /// The numbers of a layer at a step, in a stream of the root seed.
  public init(seed: UInt64, stream: RandomStream.Use, layer: Int = 0, step: Int = 0) {
    self.init(
      RandomStream(seed: seed, stream), layer: UInt32(truncatingIfNeeded: layer),
      step: UInt64(truncatingIfNeeded: step))
  }

  var counter: fledge_random_key {
    fledge_random_key(
      key: (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)),
      step: (UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)), layer: layer)
  }

  /// The 128 bits of block `index`.
  public func block(_ index: UInt32) -> SIMD4<UInt32> {
    let word = fledge_philox(counter, index).word
    return SIMD4(word.0, word.1, word.2, word.3)
  }

  /// 64 random bits that no block contains.
  public func bits(_ index: UInt64) -> UInt64 {
    var other = self
    other.key = RandomStream.mix(key ^ RandomStream.mix(index >> 32))
    let words = other.block(UInt32(truncatingIfNeeded: index))
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }
}

/// The numbers 0 ..< count in random order, every order being equally likely.
///
/// Fisher and Yates' shuffle in Durstenfeld's form (1964), its bounded integers without bias (Lemire, 2019).
public func shuffledIndices(_ count: Int, _ key: RandomKey) -> [Int32] {
  precondition(count >= 0 && count <= Int(Int32.max), "shuffledIndices: expected 0...2147483647, found \(count)")
  var indices = unsafe [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
    for index in 0..<count { unsafe buffer.initializeElement(at: index, to: Int32(index)) }
    initialized = count
  }
  var (block, used, words) = (UInt32(0), 4, SIMD4<UInt32>())
  func next() -> UInt32 {
    if used == 4 { (words, block, used) = (key.block(block), block &+ 1, 0) }
    defer { used += 1 }
    return words[used]
  }
  var last = count - 1
  while last > 0 {
    let bound = UInt32(last + 1)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      // The lowest 2³² mod bound products would make small numbers more likely: draw again.
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    indices.swapAt(last, Int(product.high))
    last -= 1
  }
  return indices
}
