/// Divides by the root of the sum of all squares so far: s ← s + g², w ← w − η g / (√s + ε).
///
/// Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods" (2011), figure 1 (the diagonal form).
public struct ReferenceAdaGrad: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double = 0.01, epsilon: Double = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  /// `s`.
  public var bufferNames: [String] { ["s"] }

  /// s ← s + g², w ← w − η g / (√s + ε).
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] += g * g
      parameters[k] -= learningRate * g / (state.buffers[0][k].squareRoot() + epsilon)
    }
  }
}

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

/// Scales the gradient by the ratio of two running root mean squares, of past updates and of gradients.
///
///     v ← ρ v + (1 − ρ) g²
///     Δ = √(u + ε) / √(v + ε) · g
///     u ← ρ u + (1 − ρ) Δ²
///     w ← w − η Δ
///
/// Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012), algorithm 1, where η is 1.
public struct ReferenceAdaDelta: ReferenceOptimizer {
  /// η.
  public let learningRate: Double
  /// ρ.
  public let decay: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double = 1, decay: Double = 0.9, epsilon: Double = 1e-6) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  /// `v`, `u`.
  public var bufferNames: [String] { ["v", "u"] }

  /// w ← w − η √(u + ε) / √(v + ε) · g.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices {
      let g = gradients[k]
      state.buffers[0][k] = decay * state.buffers[0][k] + (1 - decay) * g * g
      let (v, u) = (state.buffers[0][k], state.buffers[1][k])
      let delta = (u + epsilon).squareRoot() / (v + epsilon).squareRoot() * g
      state.buffers[1][k] = decay * u + (1 - decay) * delta * delta
      parameters[k] -= learningRate * delta
    }
  }
}
