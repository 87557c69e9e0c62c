/// Momentum that averages gradients: Δ ← γ Δ + (1 − γ) η g, w ← w − Δ.
///
/// The learning rate is inside the average, so a change of η takes effect gradually. PyTorch's `dampening` = γ is close,
/// but leaves the first gradient undamped and η outside.
public struct ReferenceDampedMomentum: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// γ.
  public let momentum: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double, momentum: Double = 0.9) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// `delta`.
  public var bufferNames: [String] { ["delta"] }

  /// Δ ← γ Δ + (1 − γ) η g, w ← w − Δ.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      state.buffers[0][k] = momentum * state.buffers[0][k] + (1 - momentum) * learningRate * gradients[k]
      parameters[k] -= state.buffers[0][k]
    }
  }
}
