public import FledgeKernels

/// Plain gradient descent: w ← w − η·g.
///
/// Robbins and Monro, 1951.
public struct SGD: Optimizer {
  /// Makes the rule.
  public init() {}

  /// `sgd`.
  public var name: String { "sgd" }
  /// Nothing is remembered.
  public var stateCount: Int { 0 }

  /// w ← w − η·g.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    sgdStep(
      &parameters, gradients: gradients, learningRate: step.learningRate,
      gradientCoefficients: step.gradientCoefficients,
      threads: step.threads)
  }

  /// The same step's numbers.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? { .sgd(learningRate: step.learningRate) }
}

/// Momentum with the rate outside, PyTorch's form: v ← γ·v + g, w ← w − η·v.
///
/// Polyak, 1964.
public struct ClassicalMomentum: Optimizer {
  /// γ, the share of the velocity that stays.
  public let momentum: Double

  /// Makes the rule.
  public init(_ momentum: Double = 0.9) {
    self.momentum = momentum
  }

  /// `momentum`.
  public var name: String { "momentum" }
  /// v.
  public var stateCount: Int { 1 }

  /// v ← γ·v + g, w ← w − η·v.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var velocity = state.mutable(0)
    classicalMomentumStep(
      &parameters, gradients: gradients, velocity: &velocity, learningRate: step.learningRate, momentum: momentum,
      gradientCoefficients: step.gradientCoefficients, threads: step.threads)
  }

  /// The same step's numbers.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? {
    .classicalMomentum(learningRate: step.learningRate, momentum: momentum)
  }
}

/// Momentum as a moving average of steps: Δ ← γ·Δ + (1 − γ)·η·g, w ← w − Δ.
///
/// With the same η its steps are 1 − γ times as long as those of `ClassicalMomentum`.
public struct DampedMomentum: Optimizer {
  /// γ, the share of the last step that stays.
  public let momentum: Double

  /// Makes the rule.
  public init(_ momentum: Double = 0.9) {
    self.momentum = momentum
  }

  /// `momentum-damped`.
  public var name: String { "momentum-damped" }
  /// Δ.
  public var stateCount: Int { 1 }

  /// Δ ← γ·Δ + (1 − γ)·η·g, w ← w − Δ.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var change = state.mutable(0)
    dampedMomentumStep(
      &parameters, gradients: gradients, change: &change, learningRate: step.learningRate, momentum: momentum,
      gradientCoefficients: step.gradientCoefficients, threads: step.threads)
  }

  /// The same step's numbers.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? {
    .dampedMomentum(learningRate: step.learningRate, momentum: momentum)
  }
}

/// Nesterov's momentum in PyTorch's form: v ← γ·v + g, w ← w − η·(g + γ·v).
///
/// Nesterov, 1983; Sutskever, Martens, Dahl and Hinton, 2013.
public struct Nesterov: Optimizer {
  /// γ, the share of the velocity that stays.
  public let momentum: Double

  /// Makes the rule.
  public init(_ momentum: Double = 0.9) {
    self.momentum = momentum
  }

  /// `nesterov`.
  public var name: String { "nesterov" }
  /// v.
  public var stateCount: Int { 1 }

  /// v ← γ·v + g, w ← w − η·(g + γ·v).
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var velocity = state.mutable(0)
    nesterovStep(
      &parameters, gradients: gradients, velocity: &velocity, learningRate: step.learningRate, momentum: momentum,
      gradientCoefficients: step.gradientCoefficients, threads: step.threads)
  }

  /// The same step's numbers.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? {
    .nesterov(learningRate: step.learningRate, momentum: momentum)
  }
}

/// Steps of one size in the direction of a momentum's sign: w ← w − η·sign(β₁·m + (1 − β₁)·g), then m ← β₂·m + (1 −
/// β₂)·g.
///
/// Chen et al., 2023, algorithm 2.
public struct Lion: Optimizer {
  /// β₁, the momentum's share in the direction.
  public let beta1: Double
  /// β₂, the share of the momentum that stays.
  public let beta2: Double

  /// Makes the rule.
  public init(beta1: Double = 0.9, beta2: Double = 0.99) {
    self.beta1 = beta1
    self.beta2 = beta2
  }

  /// `lion`.
  public var name: String { "lion" }
  /// m.
  public var stateCount: Int { 1 }

  /// w ← w − η·sign(β₁·m + (1 − β₁)·g), then m ← β₂·m + (1 − β₂)·g.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var moment = state.mutable(0)
    lionStep(
      &parameters, gradients: gradients, moment: &moment, learningRate: step.learningRate, beta1: beta1, beta2: beta2,
      gradientCoefficients: step.gradientCoefficients, threads: step.threads)
  }
}
