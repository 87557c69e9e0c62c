/// Divides by a running root mean square: v ← ρ v + (1 − ρ) g², w ← w − η g / (√v + ε).
///
/// ρ is PyTorch's `alpha`; v starts at 0 and is not corrected for it.
///
/// Source: Tieleman and Hinton, "Lecture 6.5: rmsprop", Coursera (2012).
public struct ReferenceRMSProp: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// ρ.
  public let decay: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double, decay: Double = 0.99, epsilon: Double = 1e-8) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  /// `v`.
  public var bufferNames: [String] { ["v"] }

  /// v ← ρ v + (1 − ρ) g², w ← w − η g / (√v + ε).
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] = decay * state.buffers[0][k] + (1 - decay) * g * g
      parameters[k] -= learningRate * g / (state.buffers[0][k].squareRoot() + epsilon)
    }
  }
}
