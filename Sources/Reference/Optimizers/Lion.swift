/// Steps of one size in the direction of the sign of a momentum, with decoupled weight decay.
///
///     w ← w − η (sign(β₁ m + (1 − β₁) g) + λ w)
///     m ← β₂ m + (1 − β₂) g
///
/// Source: Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), algorithm 2.
public struct ReferenceLion: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// β₁, the momentum's share in the direction.
  public let beta1: Double
  /// β₂, how slowly the momentum moves.
  public let beta2: Double
  /// λ.
  public let weightDecay: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double = 0.0001, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.weightDecay = weightDecay
  }

  /// `m`.
  public var bufferNames: [String] { ["m"] }

  /// w ← w − η (sign(β₁ m + (1 − β₁) g) + λ w), then m ← β₂ m + (1 − β₂) g.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      let (g, m) = (gradients[k], state.buffers[0][k])
      let direction = sign(beta1 * m + (1 - beta1) * g)
      parameters[k] -= learningRate * (direction + weightDecay * parameters[k])
      state.buffers[0][k] = beta2 * m + (1 - beta2) * g
    }
  }
}
