/// Every optimizer that Fledge has: what contract tests run over, and where names and settings are looked up.
public enum OptimizerCatalogue {
  /// Every rule with its defaults.
  public static let all: [any KernelOptimizer] = [
    SGD(), ClassicalMomentum(), DampedMomentum(), Nesterov(), RMSProp(), Adam(), AdamW(), AdaGrad(), AdaDelta(),
    AdaMax(), NAdam(), RAdam(), Lion(),
  ]

  /// The rule of a name, such as `adam`.
  public static func optimizer(named name: String) -> (any KernelOptimizer)? { all.first { $0.name == name } }
}
