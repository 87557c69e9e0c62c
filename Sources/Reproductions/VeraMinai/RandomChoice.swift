import FledgeKernels

/// Random choices for figures, the same in every run.
enum RandomChoice {
  /// Some of `count` places, without repeats.
  static func positions(_ wanted: Int, of count: Int, seed: UInt64) -> [Int] {
    shuffledIndices(count, RandomKey(RandomStream(seed: seed, .analysis), layer: 0)).prefix(wanted).map { Int($0) }
  }
}
