import FledgeMetrics
import Foundation

/// Random numbers for simulations, the same on every machine: SplitMix64.
struct SimulatedRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

  /// Standard normal, by Box and Muller.
  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }

  /// The number of successes of `trials` trials; normal, rounded, where that is exact to a thousandth.
  mutating func binomial(_ trials: Int, _ share: Double) -> Int {
    guard trials <= 1_000 else {
      let mean = Double(trials) * share
      let value = (mean + (mean * (1 - share)).squareRoot() * normal()).rounded()
      return min(trials, max(0, Int(value)))
    }
    return (0..<trials).count { _ in uniform() < share }
  }
}
