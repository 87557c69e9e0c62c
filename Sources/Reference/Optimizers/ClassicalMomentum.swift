/// Momentum that sums gradients: v ← γ v + g, w ← w − η v.
///
/// PyTorch's convention. A constant gradient ends in steps of η g / (1 − γ); `ReferenceDampedMomentum` ends in η g.
///
/// Source: Polyak, "Some Methods of Speeding Up the Convergence of Iteration Methods" (1964), equation 9; the form with η
/// outside v is PyTorch's.
public struct ReferenceClassicalMomentum: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// γ.
  public let momentum: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double, momentum: Double = 0.9) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// `v`.
  public var bufferNames: [String] { ["v"] }

  /// v ← γ v + g, w ← w − η v.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      state.buffers[0][k] = momentum * state.buffers[0][k] + gradients[k]
      parameters[k] -= learningRate * state.buffers[0][k]
    }
  }
}
