/// Divides by the root of the sum of all squares so far: s ← s + g², w ← w − η g / (√s + ε).
///
/// Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods" (2011), figure 1 (the diagonal form).
public struct ReferenceAdaGrad: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double = 0.01, epsilon: Double = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  /// `s`.
  public var bufferNames: [String] { ["s"] }

  /// s ← s + g², w ← w − η g / (√s + ε).
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] += g * g
      parameters[k] -= learningRate * g / (state.buffers[0][k].squareRoot() + epsilon)
    }
  }
}
