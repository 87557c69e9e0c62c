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

/// Nesterov's momentum as PyTorch writes it: v ← γ v + g, w ← w − η (g + γ v).
///
/// The parameters that it moves are the ones looked ahead to, so that the gradient is taken where they stand.
///
/// Source: Nesterov (1983); Sutskever et al., "On the Importance of Initialization and Momentum in Deep Learning" (2013),
/// equations 3 and 4; rewritten for the point looked ahead to.
public struct ReferenceNesterov: ReferenceOptimizer {
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

  /// v ← γ v + g, w ← w − η (g + γ v).
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      state.buffers[0][k] = momentum * state.buffers[0][k] + gradients[k]
      parameters[k] -= learningRate * (gradients[k] + momentum * state.buffers[0][k])
    }
  }
}
