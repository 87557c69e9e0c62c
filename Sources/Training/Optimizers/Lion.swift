public import FledgeKernels

/// Steps of one size in the direction of a momentum's sign, with decoupled weight decay:
/// w ← w − η·λ·w, w ← w − η·sign(β₁·m + (1 − β₁)·g), then m ← β₂·m + (1 − β₂)·g.
///
/// Chen et al., 2023, algorithm 2; β₁ and β₂ are theirs, λ is 0 unless given.
public struct Lion: KernelOptimizer {
  /// η₀.
  public var learningRate: Double
  /// β₁, the momentum's share in the direction.
  public var beta1: Double
  /// β₂, the share of the momentum that is kept.
  public var beta2: Double
  /// λ, the decoupled weight decay.
  public var weightDecay: Double
  /// `lion`.
  public var name: String { "lion" }

  /// Starts with the paper's β₁ and β₂ where they are left out.
  public init(learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0) {
    (self.learningRate, self.beta1, self.beta2, self.weightDecay) = (learningRate, beta1, beta2, weightDecay)
  }

  /// The defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// Learning rate, β₁, β₂ and the weight decay.
  public static var declared: [Hyperparameter<Lion>] {
    [.learningRate(\.learningRate), .beta1(\.beta1), .beta2(\.beta2), .weightDecay(\.weightDecay)]
  }

  /// w ← w − η·sign(β₁·m + (1 − β₁)·g), then m ← β₂·m + (1 − β₂)·g; the decay is part of `OptimizerStep`.
  public func kernel(_ step: OptimizerStep) -> UpdateCoefficients {
    .lion(learningRate: step.learningRate, beta1: beta1, beta2: beta2)
  }
}
