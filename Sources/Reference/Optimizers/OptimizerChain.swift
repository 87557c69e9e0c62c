/// An optimizer behind gradient rules: the rules change the gradients in order, then the optimizer steps.
public struct ReferenceOptimizerChain: ReferenceOptimizer {
  /// What happens to the gradients, first to last.
  public let rules: [any ReferenceGradientRule]
  /// What takes the step.
  public let optimizer: any ReferenceOptimizer

  /// Puts gradient rules before an optimizer.
  public init(_ rules: [any ReferenceGradientRule], _ optimizer: any ReferenceOptimizer) {
    self.rules = rules
    self.optimizer = optimizer
  }

  /// The optimizer's.
  public var bufferNames: [String] { optimizer.bufferNames }

  /// Applies the rules, then the optimizer.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    var gradients = gradients
    for rule in rules { rule.apply(gradients: &gradients, parameters: parameters) }
    optimizer.step(parameters: &parameters, gradients: gradients, state: &state)
  }
}

/// An optimizer behind decoupled weight decay: w ← (1 − η λ) w, then the optimizer's step.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithms 1 and 2.
public struct ReferenceDecoupledDecay: ReferenceOptimizer {
  /// η λ, the share of each parameter that a step takes away.
  public let share: Double
  /// What takes the step.
  public let optimizer: any ReferenceOptimizer

  /// Puts a decay of `learningRate` · `weightDecay` before an optimizer.
  public init(learningRate: Double, weightDecay: Double, _ optimizer: any ReferenceOptimizer) {
    share = learningRate * weightDecay
    self.optimizer = optimizer
  }

  /// The optimizer's.
  public var bufferNames: [String] { optimizer.bufferNames }

  /// Decays, then steps.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    for k in parameters.indices { parameters[k] *= 1 - share }
    optimizer.step(parameters: &parameters, gradients: gradients, state: &state)
  }
}
