public import FledgeKernels

/// The hyper-parameters that the Adam family shares.
public struct AdamHyperparameters: Sendable, Equatable {
  /// η₀.
  public var learningRate = 1e-3
  /// β₁, the decay rate of the first moment.
  public var beta1 = 0.9
  /// β₂, the decay rate of the second moment.
  public var beta2 = 0.999
  /// ε, which keeps the division finite.
  public var epsilon = 1e-8

  /// Kingma and Ba's defaults, 2015, algorithm 1.
  public init() {}
}

/// A rule with Adam's hyper-parameters.
public protocol AdamFamily: KernelOptimizer {
  /// All four numbers.
  var numbers: AdamHyperparameters { get set }
}

extension AdamFamily {
  /// Starts with Adam's defaults where a number is left out.
  public init(learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.init()
    (numbers.learningRate, numbers.beta1, numbers.beta2, numbers.epsilon) = (learningRate, beta1, beta2, epsilon)
  }

  /// η₀.
  public var learningRate: Double {
    get { numbers.learningRate }
    set { numbers.learningRate = newValue }
  }
  /// β₁, the decay rate of the first moment.
  public var beta1: Double {
    get { numbers.beta1 }
    set { numbers.beta1 = newValue }
  }
  /// β₂, the decay rate of the second moment.
  public var beta2: Double {
    get { numbers.beta2 }
    set { numbers.beta2 = newValue }
  }
  /// ε, which keeps the division finite.
  public var epsilon: Double {
    get { numbers.epsilon }
    set { numbers.epsilon = newValue }
  }

  /// Learning rate, β₁, β₂ and ε.
  public static var declared: [Hyperparameter<Self>] {
    [.learningRate(\.learningRate), .beta1(\.beta1), .beta2(\.beta2), .epsilon(\.epsilon)]
  }
}

/// Momentum divided by a running root mean square, both corrected for starting at 0:
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², w ← w − η·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
///
/// `Penalties.l2` goes into the gradient; for decoupled decay see `AdamW`. Kingma and Ba, 2015, algorithm 1.
public struct Adam: AdamFamily {
  /// All four numbers.
  public var numbers = AdamHyperparameters()
  /// `adam`.
  public var name: String { "adam" }

  /// Kingma and Ba's defaults.
  public init() {}

  /// w ← w − η·m̂ / (√v̂ + ε).
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .adam(learningRate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step.number)
  }
}

/// Adam with decoupled weight decay: w ← w − η·λ·w, then the step of `Adam`.
///
/// Loshchilov and Hutter, 2019, algorithm 2, with PyTorch's default λ = 0.01.
public struct AdamW: AdamFamily {
  /// The numbers that it shares with Adam.
  public var numbers = AdamHyperparameters()
  /// λ, the decoupled weight decay.
  public var weightDecay = 0.01
  /// `adamw`.
  public var name: String { "adamw" }

  /// PyTorch's defaults.
  public init() {}

  /// Starts with PyTorch's defaults where a number is left out.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0.01
  ) {
    self.init()
    (numbers.learningRate, numbers.beta1, numbers.beta2, numbers.epsilon) = (learningRate, beta1, beta2, epsilon)
    self.weightDecay = weightDecay
  }

  /// Those of Adam and the weight decay.
  public static var declared: [Hyperparameter<AdamW>] {
    [
      .learningRate(\.learningRate), .beta1(\.beta1), .beta2(\.beta2), .epsilon(\.epsilon),
      .weightDecay(\.weightDecay),
    ]
  }

  /// Adam's; the decay is part of `OptimizerStep`.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .adam(learningRate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step.number)
  }
}

/// Adam with the largest gradient in place of the mean square: u ← max(β₂·u, |g| + ε), w ← w − η·m̂ / u.
///
/// Kingma and Ba, 2015, algorithm 2, with ε where PyTorch has it.
public struct AdaMax: AdamFamily {
  /// All four numbers.
  public var numbers = AdamHyperparameters()
  /// `adamax`.
  public var name: String { "adamax" }

  /// Adam's defaults.
  public init() {}

  /// w ← w − η·m̂ / u.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .adaMax(learningRate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step.number)
  }
}

/// Adam with Nesterov's look-ahead, in PyTorch's form with the momentum decay 0.004.
///
/// Dozat, 2016.
public struct NAdam: AdamFamily {
  /// All four numbers.
  public var numbers = AdamHyperparameters()
  /// `nadam`.
  public var name: String { "nadam" }

  /// Adam's defaults.
  public init() {}

  /// w ← w − η·(look-ahead of m̂) / (√v̂ + ε).
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .nAdam(learningRate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step.number)
  }
}

/// Adam whose step is scaled by how well v is known yet: w ← w − η·r·m̂ / √v̂, at first w ← w − η·m̂.
///
/// Liu et al., 2020, algorithm 2.
public struct RAdam: AdamFamily {
  /// All four numbers.
  public var numbers = AdamHyperparameters()
  /// `radam`.
  public var name: String { "radam" }

  /// Adam's defaults.
  public init() {}

  /// w ← w − η·r·m̂ / √v̂ once r is defined, w ← w − η·m̂ before.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .rAdam(learningRate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step.number)
  }
}
