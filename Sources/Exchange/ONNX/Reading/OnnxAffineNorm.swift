/// Finds out whether a formula is a layer norm or RMS norm whose factors and summands stand anywhere within it.
struct OnnxAffineNorm {
  /// Examples of the formula's width: two of different signs, and a small one, in which ε shows.
  let samples: [[Double]]

  /// The values of ε that are tried; Fledge has the first.
  private static let epsilons = [1e-5, 1e-3, 1e-6, 1e-8, 1e-12]

  /// - Parameter width: the number of features, at least 2.
  init(width: Int) {
    let first = (0..<width).map { ($0.isMultiple(of: 2) ? 1.0 : -1.0) * (0.5 + Double($0 % 7) / 10) }
    samples = [first, first.enumerated().map { -$1 * (1 + Double($0 % 3) / 4) }, first.map { $0 / 1000 }]
  }

  /// The norm that gives these numbers for `samples`, and its ε.
  func norm(_ found: [[Double]]) -> (layer: OnnxLayer, epsilon: Double)? {
    guard found.count == 3, found.allSatisfy({ $0.count == samples[0].count }) else { return nil }
    for epsilon in OnnxAffineNorm.epsilons {
      for isCentered in [true, false] {
        let normal = samples.map { sample in
          let values = isCentered ? OnnxKnownFormula.centered(sample) : sample
          let root = (OnnxKnownFormula.meanSquare(values) + epsilon).squareRoot()
          return values.map { $0 / root }
        }
        let weight = samples[0].indices.map { (found[0][$0] - found[1][$0]) / (normal[0][$0] - normal[1][$0]) }
        let bias = samples[0].indices.map { found[0][$0] - weight[$0] * normal[0][$0] }
        guard weight.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite),
          samples[0].indices.allSatisfy({
            OnnxKnownFormula.isClose(found[2][$0], weight[$0] * normal[2][$0] + bias[$0])
          })
        else { continue }
        if isCentered {
          return (.layerNorm(weight: weight.map { Float($0) }, bias: bias.map { Float($0) }), epsilon)
        }
        if bias.allSatisfy({ abs($0) < 1e-6 }) { return (.rmsNorm(weight.map { Float($0) }), epsilon) }
      }
    }
    return nil
  }
}
