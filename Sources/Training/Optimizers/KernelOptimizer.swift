public import FledgeKernels

/// An optimizer that is one C kernel: it declares its numbers and says which coefficients the kernel gets.
///
/// Everything else follows from these two: state buffers, `update`, the fused weight update, settings and checkpoints.
public protocol KernelOptimizer: Optimizer {
  /// The rule with its defaults.
  init()
  /// The rule's hyper-parameters, the learning rate first.
  static var declared: [Hyperparameter<Self>] { get }
  /// The coefficients of one step.
  func kernel(_ step: OptimizerStep) -> UpdateCoefficients
}

extension KernelOptimizer {
  /// As many as the kernel keeps.
  public var stateCount: Int {
    let first = OptimizerStep(
      number: 1, learningRate: learningRate, gradientScale: 1, penalties: Penalties(), weightDecay: 0,
      threads: .serial)
    return kernel(first).stateCount
  }

  /// The coefficients of `kernel`: every kernel has a fused weight update.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? { kernel(step) }

  /// Runs the kernel over a range.
  public func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
  ) {
    let coefficients = kernel(step)
    var none = MutableSpan<Float>()
    switch coefficients.stateCount {
    case 0:
      var other = MutableSpan<Float>()
      coefficients.update(
        &parameters, gradients: gradients, first: &none, second: &other, transform: step.transform,
        threads: step.threads)
    case 1:
      var first = state.mutable(0)
      coefficients.update(
        &parameters, gradients: gradients, first: &first, second: &none, transform: step.transform,
        threads: step.threads)
    default:
      var first = state.mutable(0)
      var second = state.mutable(1)
      coefficients.update(
        &parameters, gradients: gradients, first: &first, second: &second, transform: step.transform,
        threads: step.threads)
    }
  }

  /// The declared numbers with their values.
  public var hyperparameters: [HyperparameterValue] {
    Self.declared.map {
      HyperparameterValue(
        name: $0.name, setting: $0.setting, bound: $0.bound, help: $0.help, source: $0.source,
        defaultValue: $0.defaultValue, value: self[keyPath: $0.field])
    }
  }

  /// Type and numbers, such as `Adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-08)`.
  ///
  /// Learning rate and weight decay have lines of their own in a checkpoint.
  public var checkpointText: String {
    let numbers = hyperparameters.filter { $0.name != "learningRate" && $0.name != "weightDecay" }
    return "\(Self.self)(" + numbers.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + ")"
  }

  /// The rule with some numbers changed, by the names that settings have; names of other rules' numbers are left out.
  public func changing(_ settings: [String: Double]) -> Self {
    var rule = self
    for parameter in Self.declared {
      if let value = settings[parameter.setting] { rule[keyPath: parameter.field] = value }
    }
    return rule
  }
}
