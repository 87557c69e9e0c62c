/// Adam that waits until its running mean of squares can be trusted, then phases it in.
///
///     ρ∞ = 2 / (1 − β₂) − 1, ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
///     rₜ = √[(ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ)]
///     w ← w − η m̂ rₜ √(1 − β₂ᵗ) / (√v + ε) where ρₜ > 5, otherwise w ← w − η m̂
///
/// The threshold 5 and the place of ε are PyTorch's; the paper has 4 and no ε.
///
/// Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (2020), algorithm 2.
public struct ReferenceRAdam: ReferenceOptimizer {
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

  /// w ← w − η m̂, rectified once ρₜ > 5.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    let t = Double(state.step)
    let longest = 2 / (1 - beta2) - 1
    let length = longest - 2 * t * pow(beta2, t) / (1 - pow(beta2, t))
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] = beta1 * state.buffers[0][k] + (1 - beta1) * g
      state.buffers[1][k] = beta2 * state.buffers[1][k] + (1 - beta2) * g * g
      let m = state.buffers[0][k] / (1 - pow(beta1, t))
      if length > 5 {
        let numerator = (length - 4) * (length - 2) * longest
        let denominator = (longest - 4) * (longest - 2) * length
        let rectification = (numerator / denominator).squareRoot()
        let scale = (1 - pow(beta2, t)).squareRoot() / (state.buffers[1][k].squareRoot() + epsilon)
        parameters[k] -= learningRate * m * rectification * scale
      } else {
        parameters[k] -= learningRate * m
      }
    }
  }
}
