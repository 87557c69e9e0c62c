public import FledgeKernels

/// Steps divided by a running root mean square, PyTorch's form: s ← α·s + (1 − α)·g², w ← w − η·g / (√s + ε).
///
/// Tieleman and Hinton, 2012; α and ε are PyTorch's.
public struct RMSProp: KernelOptimizer {
  /// η₀.
  public var learningRate: Double
  /// α, the decay rate of the mean square.
  public var decay: Double
  /// ε, which keeps the division finite.
  public var epsilon: Double
  /// `rmsprop`.
  public var name: String { "rmsprop" }

  /// Starts with PyTorch's α and ε where they are left out.
  public init(learningRate: Double = 1e-3, decay: Double = 0.99, epsilon: Double = 1e-8) {
    (self.learningRate, self.decay, self.epsilon) = (learningRate, decay, epsilon)
  }

  /// The defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// Learning rate, α and ε.
  public static var declared: [Hyperparameter<RMSProp>] {
    [.learningRate(\.learningRate), .decay(\.decay), .epsilon(\.epsilon)]
  }

  /// s ← α·s + (1 − α)·g², w ← w − η·g / (√s + ε).
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .rmsProp(learningRate: step.learningRate, decay: decay, epsilon: epsilon)
  }
}

/// Steps divided by the root of all squares so far: s ← s + g², w ← w − η·g / (√s + ε).
///
/// Duchi, Hazan and Singer, 2011. ε is 1e-8 as in `fledge train`, whose stored runs depend on it; PyTorch has 1e-10.
public struct AdaGrad: KernelOptimizer {
  /// η₀.
  public var learningRate: Double
  /// ε, which keeps the division finite.
  public var epsilon: Double
  /// `adagrad`.
  public var name: String { "adagrad" }

  /// Starts with the defaults where a number is left out.
  public init(learningRate: Double = 1e-3, epsilon: Double = 1e-8) {
    (self.learningRate, self.epsilon) = (learningRate, epsilon)
  }

  /// The defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// Learning rate and ε.
  public static var declared: [Hyperparameter<AdaGrad>] { [.learningRate(\.learningRate), .epsilon(\.epsilon)] }

  /// s ← s + g², w ← w − η·g / (√s + ε).
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .adaGrad(learningRate: step.learningRate, epsilon: epsilon)
  }
}

/// Steps whose size follows that of earlier steps: s ← ρ·s + (1 − ρ)·g², d = √(u + ε) / √(s + ε)·g,
/// u ← ρ·u + (1 − ρ)·d², w ← w − η·d.
///
/// Zeiler, 2012, algorithm 1, where η is 1; ρ and ε are PyTorch's.
public struct AdaDelta: KernelOptimizer {
  /// η₀.
  public var learningRate: Double
  /// ρ, the decay rate of both mean squares.
  public var decay: Double
  /// ε, without which the first step would be 0.
  public var epsilon: Double
  /// `adadelta`.
  public var name: String { "adadelta" }

  /// Starts with PyTorch's ρ and ε where they are left out.
  public init(learningRate: Double = 1e-3, decay: Double = 0.9, epsilon: Double = 1e-6) {
    (self.learningRate, self.decay, self.epsilon) = (learningRate, decay, epsilon)
  }

  /// The defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// Learning rate, ρ and ε.
  public static var declared: [Hyperparameter<AdaDelta>] {
    [.learningRate(\.learningRate), .decay(\.decay), .epsilon(\.epsilon)]
  }

  /// d = √(u + ε) / √(s + ε)·g, w ← w − η·d.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .adaDelta(learningRate: step.learningRate, decay: decay, epsilon: epsilon)
  }
}
