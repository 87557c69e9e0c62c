import TestSupport

/// Repeatable numbers for tests.
struct RandomNumbers {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(state: seed &* 0x9E37_79B9_7F4A_7C15) }

  /// Uniform in [0, 1).
  mutating func next() -> Double { random.uniform() }

  /// Uniform in [low, high).
  mutating func values(_ count: Int, from low: Double, to high: Double) -> [Double] {
    (0..<count).map { _ in low + (high - low) * next() }
  }

  /// Between −2 and 2, at least 0.05 from each of −1, 0 and 1, where rectifiers and bounds have their kinks.
  mutating func valuesAwayFromKinks(_ count: Int) -> [Double] {
    (0..<count).map { _ in
      var x = 0.0
      while [-1.0, 0, 1].contains(where: { abs(x - $0) < 0.05 }) { x = -2 + 4 * next() }
      return x
    }
  }

  /// The numbers 0, 0.1, 0.2, … in random order: distinct, so that a maximum has no equal.
  mutating func distinctValues(_ count: Int) -> [Double] {
    var values = (0..<count).map { Double($0) / 10 }
    for k in values.indices.reversed() { values.swapAt(k, Int(next() * Double(k + 1))) }
    return values
  }

  /// A probability for each class, each row summing to 1.
  mutating func probabilities(rows: Int, classes: Int) -> [Double] {
    (0..<rows).flatMap { _ in
      let raw = values(classes, from: 0.1, to: 1)
      return raw.map { $0 / raw.reduce(0, +) }
    }
  }
}
