public import FledgeKernels

/// Plain gradient descent: w ← w − η·g.
///
/// Robbins and Monro, 1951.
public struct SGD: KernelOptimizer {
  /// η₀.
  public var learningRate: Double
  /// `sgd`.
  public var name: String { "sgd" }

  /// Starts with a learning rate.
  public init(learningRate: Double) { self.learningRate = learningRate }

  /// A learning rate of 1e-3.
  public init() { self.init(learningRate: 1e-3) }

  /// The learning rate alone.
  public static var declared: [Hyperparameter<SGD>] { [.learningRate(\.learningRate)] }

  /// w ← w − η·g.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients { .sgd(learningRate: step.learningRate) }
}

/// The two numbers of every rule with momentum.
public protocol MomentumFamily: KernelOptimizer {
  /// γ.
  var momentum: Double { get set }
}

extension MomentumFamily {
  /// Starts with a momentum of 0.9 where it is left out.
  public init(learningRate: Double = 1e-3, momentum: Double = 0.9) {
    self.init()
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// Learning rate and γ.
  public static var declared: [Hyperparameter<Self>] { [.learningRate(\.learningRate), .momentum(\.momentum)] }
}

/// Momentum with the rate outside, PyTorch's form: v ← γ·v + g, w ← w − η·v.
///
/// Polyak, 1964.
public struct ClassicalMomentum: MomentumFamily {
  /// η₀.
  public var learningRate = 1e-3
  /// γ, the share of the velocity that is kept.
  public var momentum = 0.9
  /// `momentum`.
  public var name: String { "momentum" }

  /// A momentum of 0.9.
  public init() {}

  /// v ← γ·v + g, w ← w − η·v.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .classicalMomentum(learningRate: step.learningRate, momentum: momentum)
  }
}

/// Momentum as a moving average of steps: Δ ← γ·Δ + (1 − γ)·η·g, w ← w − Δ.
///
/// With the same η its steps are 1 − γ times as long as those of `ClassicalMomentum`.
public struct DampedMomentum: MomentumFamily {
  /// η₀.
  public var learningRate = 1e-3
  /// γ, the share of the last step that is kept.
  public var momentum = 0.9
  /// `momentum-damped`.
  public var name: String { "momentum-damped" }

  /// A momentum of 0.9.
  public init() {}

  /// Δ ← γ·Δ + (1 − γ)·η·g, w ← w − Δ.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .dampedMomentum(learningRate: step.learningRate, momentum: momentum)
  }
}

/// Nesterov's momentum in PyTorch's form: v ← γ·v + g, w ← w − η·(g + γ·v).
///
/// Nesterov, 1983; Sutskever, Martens, Dahl and Hinton, 2013.
public struct Nesterov: MomentumFamily {
  /// η₀.
  public var learningRate = 1e-3
  /// γ, the share of the velocity that is kept.
  public var momentum = 0.9
  /// `nesterov`.
  public var name: String { "nesterov" }

  /// A momentum of 0.9.
  public init() {}

  /// v ← γ·v + g, w ← w − η·(g + γ·v).
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .nesterov(learningRate: step.learningRate, momentum: momentum)
  }
}
