internal import CFledgeKernels

extension UpdateCoefficients {
  /// Gradient descent: w ← w − η g.
  public static func sgd(learningRate: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_SGD, stateCount: 0, rate: learningRate)
  }

  /// Momentum with the rate outside, PyTorch's form: v ← γ v + g, w ← w − η v.
  ///
  /// The state is v.
  ///
  /// Sutskever, Martens, Dahl and Hinton, 2013, give it with the rate inside.
  public static func classicalMomentum(learningRate: Double, momentum: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_CLASSICAL_MOMENTUM, stateCount: 1, rate: learningRate, decay1: momentum)
  }

  /// Momentum as a moving average of steps: Δ ← γ Δ + (1 − γ) η g, w ← w − Δ.
  ///
  /// The state is Δ.
  public static func dampedMomentum(learningRate: Double, momentum: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_DAMPED_MOMENTUM, stateCount: 1, rate: learningRate, decay1: momentum)
  }

  /// Nesterov's momentum in PyTorch's form: v ← γ v + g, w ← w − η (g + γ v).
  ///
  /// The state is v.
  public static func nesterov(learningRate: Double, momentum: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_NESTEROV, stateCount: 1, rate: learningRate, decay1: momentum)
  }

  /// Lion: w ← w − η sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g.
  ///
  /// The state is m.
  ///
  /// Chen et al., 2023, algorithm 2.
  public static func lion(learningRate: Double, beta1: Double, beta2: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_LION, stateCount: 1, rate: learningRate, decay1: beta1, decay2: beta2)
  }
}
