import Foundation

/// The layers that formulas of several operators are compared with.
enum OnnxKnownFormula {
  /// From −10 to 10 in steps of an eighth.
  static let points = (-80...80).map { Double($0) / 8 }
  /// The features of an example of the size of 1, and of a small one, in which ε shows.
  static let features = (0..<16).map { Double(($0 * 7 + 3) % 16) / 8 - 0.8 }
  static let smallFeatures = features.map { $0 / 1000 }

  private static let activations: [(name: String, function: @Sendable (Double) -> Double)] = [
    ("gelu", { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }),
    ("gelu-tanh", { 0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
    ("silu", { $0 / (1 + exp(-$0)) }),
    ("sigmoid", { 1 / (1 + exp(-$0)) }),
    ("tanh", { tanh($0) }),
    ("softplus", { log1p(exp($0)) }),
    ("relu", { max(0, $0) }),
    ("hard-tanh", { max(-1, min(1, $0)) }),
    ("elu", { $0 > 0 ? $0 : exp($0) - 1 }),
    ("leaky-relu", { $0 > 0 ? $0 : 0.01 * $0 }),
  ]

  /// The activation that gives these numbers at `points`.
  static func activation(_ found: [Double]) -> String? {
    guard found.count == points.count else { return nil }
    return activations.first { known in
      zip(points, found).allSatisfy { isClose($1, known.function($0)) }
    }?.name
  }

  /// The parts of a norm that give these numbers at `features` and at `smallFeatures`, and their ε.
  static func norm(_ found: [Double], _ foundSmall: [Double]) -> (layers: [OnnxLayer], epsilon: Double?)? {
    guard found.count == features.count, foundSmall.count == features.count else { return nil }
    if zip(centered(features), found).allSatisfy({ isClose($0, $1) }) { return ([.center], nil) }
    for isCentered in [false, true] {
      let (large, small) = isCentered ? (centered(features), centered(smallFeatures)) : (features, smallFeatures)
      // The feature that is farthest from 0 tells ε best.
      guard let place = small.indices.max(by: { abs(small[$0]) < abs(small[$1]) }), foundSmall[place] != 0 else {
        continue
      }
      let ratio = small[place] / foundSmall[place]
      let epsilon = ratio * ratio - meanSquare(small)
      guard epsilon > 0, epsilon < 1 else { continue }
      let expected = [(large, found), (small, foundSmall)]
      let isNorm = expected.allSatisfy { given, found in
        let root = (meanSquare(given) + epsilon).squareRoot()
        return zip(given, found).allSatisfy { isClose($0 / root, $1) }
      }
      if isNorm { return (isCentered ? [.center, .divide] : [.divide], epsilon) }
    }
    return nil
  }

  static func centered(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  static func meanSquare(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
  }

  /// Constants in a file are rounded to floats.
  static func isClose(_ left: Double, _ right: Double) -> Bool { abs(left - right) <= 2e-6 * (1 + abs(left)) }
}
