/// Adam with the largest decayed gradient in place of the root mean square.
///
///     m ← β₁ m + (1 − β₁) g, u ← max(β₂ u, |g| + ε)
///     w ← w − η / (1 − β₁ᵗ) · m / u
///
/// ε stands where PyTorch puts it; the paper has none.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 2.
public struct ReferenceAdaMax: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// β₁, how slowly the mean of the gradients moves.
  public let beta1: Double
  /// β₂, how slowly the largest gradient is forgotten.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double = 0.002, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// `m`, `u`.
  public var bufferNames: [String] { ["m", "u"] }

  /// w ← w − η / (1 − β₁ᵗ) · m / u.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    let t = Double(state.step)
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] = beta1 * state.buffers[0][k] + (1 - beta1) * g
      state.buffers[1][k] = max(beta2 * state.buffers[1][k], abs(g) + epsilon)
      parameters[k] -= learningRate / (1 - pow(beta1, t)) * state.buffers[0][k] / state.buffers[1][k]
    }
  }
}
