internal import CFledgeKernels

extension UpdateCoefficients {
  /// RMSProp in PyTorch's form: s ← α s + (1 − α) g², w ← w − η g / (√s + ε).
  ///
  /// The state is s.
  ///
  /// Tieleman and Hinton, 2012.
  public static func rmsProp(learningRate: Double, decay: Double, epsilon: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_RMSPROP, stateCount: 1, rate: learningRate, decay1: decay, epsilon: epsilon)
  }

  /// AdaGrad: s ← s + g², w ← w − η g / (√s + ε).
  ///
  /// The state is s.
  ///
  /// Duchi, Hazan and Singer, 2011.
  public static func adaGrad(learningRate: Double, epsilon: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_ADAGRAD, stateCount: 1, rate: learningRate, epsilon: epsilon)
  }

  /// AdaDelta: s ← ρ s + (1 − ρ) g², d = √(u + ε) / √(s + ε) · g, u ← ρ u + (1 − ρ) d², w ← w − η d.
  ///
  /// The states are s and u.
  ///
  /// Zeiler, 2012, algorithm 1, where η is 1.
  public static func adaDelta(learningRate: Double, decay: Double, epsilon: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_ADADELTA, stateCount: 2, rate: learningRate, decay1: decay, epsilon: epsilon)
  }
}
