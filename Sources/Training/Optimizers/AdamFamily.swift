public import FledgeKernels

/// The numbers of the Adam family, and the update that its members share.
public protocol AdamFamily: Optimizer {
  /// β₁, the share of the first moment that stays.
  var beta1: Double { get }
  /// β₂, the share of the second moment that stays.
  var beta2: Double { get }
  /// ε, which keeps the division finite.
  var epsilon: Double { get }
}

extension AdamFamily {
  /// Two moments.
  public var stateCount: Int { 2 }
}

/// Momentum divided by a running root mean square, both corrected for starting at 0:
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², w ← w − η·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
///
/// Weight decay goes into the gradient (L2). Kingma and Ba, 2015, algorithm 1.
public struct Adam: AdamFamily {
  /// β₁, the share of the first moment that stays.
  public let beta1: Double
  /// β₂, the share of the second moment that stays.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Makes the rule.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// `adam`.
  public var name: String { "adam" }

  /// w ← w − η·m̂ / (√v̂ + ε).
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var first = state.mutable(0)
    var second = state.mutable(1)
    adamStep(
      &parameters, gradients: gradients, first: &first, second: &second, learningRate: step.learningRate, beta1: beta1,
      beta2: beta2, epsilon: epsilon, step: step.number, gradientCoefficients: step.gradientCoefficients,
      threads: step.threads)
  }

  /// The same step's numbers.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? {
    .adam(learningRate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step.number)
  }
}

/// Adam with decoupled weight decay: w ← w − η·λ·w beside the step of `Adam`.
///
/// The rule is Adam's; the decay is `Penalties.decoupled`. Loshchilov and Hutter, 2019, algorithm 2.
public struct AdamW: AdamFamily {
  /// β₁, the share of the first moment that stays.
  public let beta1: Double
  /// β₂, the share of the second moment that stays.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Makes the rule.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// `adamw`.
  public var name: String { "adamw" }

  /// w ← w − η·m̂ / (√v̂ + ε).
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var first = state.mutable(0)
    var second = state.mutable(1)
    adamStep(
      &parameters, gradients: gradients, first: &first, second: &second, learningRate: step.learningRate, beta1: beta1,
      beta2: beta2, epsilon: epsilon, step: step.number, gradientCoefficients: step.gradientCoefficients,
      threads: step.threads)
  }

  /// The same step's numbers.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? {
    .adam(learningRate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step.number)
  }
}

/// Adam with the largest gradient in place of the mean square: u ← max(β₂·u, |g| + ε), w ← w − η·m̂ / u.
///
/// Kingma and Ba, 2015, algorithm 2, with ε where PyTorch has it.
public struct AdaMax: AdamFamily {
  /// β₁, the share of the first moment that stays.
  public let beta1: Double
  /// β₂, the share of the second moment that stays.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Makes the rule.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// `adamax`.
  public var name: String { "adamax" }

  /// w ← w − η·m̂ / u.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var first = state.mutable(0)
    var second = state.mutable(1)
    adaMaxStep(
      &parameters, gradients: gradients, first: &first, largest: &second, learningRate: step.learningRate, beta1: beta1,
      beta2: beta2, epsilon: epsilon, step: step.number, gradientCoefficients: step.gradientCoefficients,
      threads: step.threads)
  }
}

/// Adam that looks one momentum step ahead, in PyTorch's form with the momentum decay 0.004.
///
/// Dozat, 2016.
public struct NAdam: AdamFamily {
  /// β₁, the share of the first moment that stays.
  public let beta1: Double
  /// β₂, the share of the second moment that stays.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Makes the rule.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// `nadam`.
  public var name: String { "nadam" }

  /// w ← w − η·(look-ahead of m̂) / (√v̂ + ε).
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var first = state.mutable(0)
    var second = state.mutable(1)
    nAdamStep(
      &parameters, gradients: gradients, first: &first, second: &second, learningRate: step.learningRate, beta1: beta1,
      beta2: beta2, epsilon: epsilon, step: step.number, gradientCoefficients: step.gradientCoefficients,
      threads: step.threads)
  }
}

/// Adam whose step is scaled by how well the mean square is known yet.
///
/// Liu et al., 2020, algorithm 2.
public struct RAdam: AdamFamily {
  /// β₁, the share of the first moment that stays.
  public let beta1: Double
  /// β₂, the share of the second moment that stays.
  public let beta2: Double
  /// ε, which keeps the division finite.
  public let epsilon: Double

  /// Makes the rule.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// `radam`.
  public var name: String { "radam" }

  /// w ← w − η·r·m̂ / √v̂ once v is known well enough, w ← w − η·m̂ before.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    var first = state.mutable(0)
    var second = state.mutable(1)
    rAdamStep(
      &parameters, gradients: gradients, first: &first, second: &second, learningRate: step.learningRate, beta1: beta1,
      beta2: beta2, epsilon: epsilon, step: step.number, gradientCoefficients: step.gradientCoefficients,
      threads: step.threads)
  }
}
