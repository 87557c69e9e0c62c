/// Deterministic noise for examples: a linear congruential generator, mean 0, about −1.7 to 1.7.
package struct ExampleNoise {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// The sum of three uniform numbers, near enough to a normal one.
  package mutating func next() -> Double {
    var sum = 0.0
    for _ in 0..<3 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      sum += Double(state >> 11) / 9_007_199_254_740_992
    }
    return (sum - 1.5) * 1.15
  }
}
