/// Adam with decoupled weight decay: w ← (1 − η λ) w, then Adam's step.
///
/// The decay is scaled by η, as in PyTorch, and does not pass through v; L2 in the gradient does (`ReferenceL2Penalty`).
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2.
public struct ReferenceAdamW: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// β₁, how slowly the mean of the gradients moves.
  public let beta1: Double
  /// β₂, how slowly the mean of their squares moves.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double
  /// λ.
  public let weightDecay: Double

  /// Sets the rule's numbers.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0.01
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// `m`, `v`.
  public var bufferNames: [String] { ["m", "v"] }

  /// w ← (1 − η λ) w, then w ← w − η m̂ / (√v̂ + ε).
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    let t = Double(state.step)
    for k in parameters.indices {
      parameters[k] *= 1 - learningRate * weightDecay
      let g = gradients[k]
      state.buffers[0][k] = beta1 * state.buffers[0][k] + (1 - beta1) * g
      state.buffers[1][k] = beta2 * state.buffers[1][k] + (1 - beta2) * g * g
      let m = state.buffers[0][k] / (1 - pow(beta1, t))
      let v = state.buffers[1][k] / (1 - pow(beta2, t))
      parameters[k] -= learningRate * m / (v.squareRoot() + epsilon)
    }
  }
}
