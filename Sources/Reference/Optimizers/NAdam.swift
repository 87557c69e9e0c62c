/// Adam with Nesterov's momentum, whose strength μ grows with t.
///
///     μₜ = β₁ (1 − ½ · 0.96^(ψ t)), Mₜ = μ₁ ⋯ μₜ
///     m and v as in Adam, v̂ = v / (1 − β₂ᵗ)
///     w ← w − η [(1 − μₜ) g / (1 − Mₜ) + μₜ₊₁ m / (1 − Mₜ₊₁)] / (√v̂ + ε)
///
/// Source: Dozat, "Incorporating Nesterov Momentum into Adam" (2016), algorithm 2.
public struct ReferenceNAdam: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// β₁, how slowly the mean of the gradients moves.
  public let beta1: Double
  /// β₂, how slowly the mean of their squares moves.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double
  /// ψ, how fast μ grows.
  public let momentumDecay: Double

  /// Sets the rule's numbers.
  public init(
    learningRate: Double = 0.002, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    momentumDecay: Double = 0.004
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.momentumDecay = momentumDecay
  }

  /// `m`, `v`.
  public var bufferNames: [String] { ["m", "v"] }

  /// w ← w − η [(1 − μₜ) g / (1 − Mₜ) + μₜ₊₁ m / (1 − Mₜ₊₁)] / (√v̂ + ε).
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    let t = Double(state.step)
    var product = 1.0
    for s in 1...state.step { product *= momentum(at: s) }
    let now = momentum(at: state.step)
    let next = momentum(at: state.step + 1)
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] = beta1 * state.buffers[0][k] + (1 - beta1) * g
      state.buffers[1][k] = beta2 * state.buffers[1][k] + (1 - beta2) * g * g
      let direction = (1 - now) * g / (1 - product) + next * state.buffers[0][k] / (1 - product * next)
      let v = state.buffers[1][k] / (1 - pow(beta2, t))
      parameters[k] -= learningRate * direction / (v.squareRoot() + epsilon)
    }
  }

  /// μₜ = β₁ (1 − ½ · 0.96^(ψ t)).
  private func momentum(at step: Int) -> Double {
    beta1 * (1 - 0.5 * pow(0.96, Double(step) * momentumDecay))
  }
}
