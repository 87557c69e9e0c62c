/// One example of every optimizer: what contract tests run over, and where names are looked up.
public enum OptimizerCatalogue {
  /// Every optimizer, with its default settings.
  public static let all: [any Optimizer] = [
    SGD(), ClassicalMomentum(), DampedMomentum(), Nesterov(), RMSProp(), Adam(), AdamW(), AdaGrad(), AdaDelta(),
    AdaMax(), NAdam(), RAdam(), Lion(),
  ]
}
