/// Momentum divided by a running root mean square, both corrected for starting at 0.
///
///     m ← β₁ m + (1 − β₁) g, m̂ = m / (1 − β₁ᵗ)
///     v ← β₂ v + (1 − β₂) g², v̂ = v / (1 − β₂ᵗ)
///     w ← w − η m̂ / (√v̂ + ε)
///
/// The first step is η · sign(g), as long as |g| is much larger than ε.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1.
public struct ReferenceAdam: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// β₁, how slowly the mean of the gradients moves.
  public let beta1: Double
  /// β₂, how slowly the mean of their squares moves.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// `m`, `v`.
  public var bufferNames: [String] { ["m", "v"] }

  /// w ← w − η m̂ / (√v̂ + ε).
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    let t = Double(state.step)
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] = beta1 * state.buffers[0][k] + (1 - beta1) * g
      state.buffers[1][k] = beta2 * state.buffers[1][k] + (1 - beta2) * g * g
      let m = state.buffers[0][k] / (1 - pow(beta1, t))
      let v = state.buffers[1][k] / (1 - pow(beta2, t))
      parameters[k] -= learningRate * m / (v.squareRoot() + epsilon)
    }
  }
}
