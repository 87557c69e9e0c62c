import FledgeKernels

/// Steps divided by a running root mean square, PyTorch's form: s ← α·s + (1 − α)·g², w ← w − η·g / (√s + ε).
///
/// Tieleman and Hinton, 2012.
public struct RMSProp: Optimizer {
  /// α, the share of the mean square that stays.
  public let decay: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Makes the rule.
  public init(decay: Double = 0.99, epsilon: Double = 1e-8) {
    self.decay = decay
    self.epsilon = epsilon
  }

  /// `rmsprop`.
  public var name: String { "rmsprop" }
  /// s.
  public var stateCount: Int { 1 }

  /// s ← α·s + (1 − α)·g², w ← w − η·g / (√s + ε).
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var squares = state.mutable(0)
    rmsPropStep(
      &parameters, gradients: gradients, squares: &squares, learningRate: step.learningRate, decay: decay,
      epsilon: epsilon, gradientCoefficients: step.gradientCoefficients, threads: step.threads)
  }
}

/// Steps divided by the root of all squares so far: s ← s + g², w ← w − η·g / (√s + ε).
///
/// Duchi, Hazan and Singer, 2011.
public struct AdaGrad: Optimizer {
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Makes the rule.
  public init(epsilon: Double = 1e-10) {
    self.epsilon = epsilon
  }

  /// `adagrad`.
  public var name: String { "adagrad" }
  /// s.
  public var stateCount: Int { 1 }

  /// s ← s + g², w ← w − η·g / (√s + ε).
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var squares = state.mutable(0)
    adaGradStep(
      &parameters, gradients: gradients, squares: &squares, learningRate: step.learningRate, epsilon: epsilon,
      gradientCoefficients: step.gradientCoefficients, threads: step.threads)
  }
}

/// Steps whose size follows that of earlier steps: s ← ρ·s + (1 − ρ)·g², d = √(u + ε) / √(s + ε)·g, u ← ρ·u + (1 −
/// ρ)·d², w ← w − η·d.
///
/// Zeiler, 2012, algorithm 1, where η is 1.
public struct AdaDelta: Optimizer {
  /// ρ, the share of both mean squares that stays.
  public let decay: Double
  /// ε, which lets the first step be taken.
  public let epsilon: Double

  /// Makes the rule.
  public init(decay: Double = 0.9, epsilon: Double = 1e-6) {
    self.decay = decay
    self.epsilon = epsilon
  }

  /// `adadelta`.
  public var name: String { "adadelta" }
  /// s and u.
  public var stateCount: Int { 2 }

  /// d = √(u + ε) / √(s + ε)·g, w ← w − η·d.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var squares = state.mutable(0)
    var changes = state.mutable(1)
    adaDeltaStep(
      &parameters, gradients: gradients, squares: &squares, changes: &changes, learningRate: step.learningRate,
      decay: decay, epsilon: epsilon, gradientCoefficients: step.gradientCoefficients, threads: step.threads)
  }
}
