public import FledgeKernels

/// A rule that turns gradients into a step.
///
/// It is a value of hyper-parameters; its state lives in the trainer.
///
/// A rule of your own needs a name, a learning rate, a number of state buffers and `update`:
///
/// ```swift
/// struct SignSGD: Optimizer {
///   var learningRate = 1e-3
///   var name: String { "sign-sgd" }
///   var stateCount: Int { 0 }
///
///   func update(
///     _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
///   ) {
///     let rate = Float(step.learningRate)
///     for k in parameters.indices { parameters[k] -= gradients[k] > 0 ? rate : gradients[k] < 0 ? -rate : 0 }
///   }
/// }
/// ```
public protocol Optimizer: Sendable {
  /// The rule's name in configuration files, such as `adam`.
  var name: String { get }
  /// How many state buffers it keeps, each with one value per parameter, zero at first, saved in checkpoints.
  var stateCount: Int { get }
  /// The base learning rate η₀, which the schedule scales.
  var learningRate: Double { get set }
  /// λ of decoupled weight decay, w ← w − η·λ·w before the step; 0 for rules without it.
  var weightDecay: Double { get }
  /// The rule's numbers with names, bounds and help, as far as it declares them.
  var hyperparameters: [HyperparameterValue] { get }
  /// The rule as checkpoints store it. A training resumes only under the same text, so it must never change.
  var checkpointText: String { get }

  /// Takes one step over a range of parameters.
  ///
  /// - Parameters:
  ///   - parameters: changed in place.
  ///   - gradients: of the loss, before clipping and penalties.
  ///   - state: `stateCount` buffers, changed in place.
  ///   - step: learning rate, penalties and threads of this step.
  func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep)

  /// Coefficients for the fused weight update. Return nil, the default, to use `update` instead.
  func coefficients(_ step: OptimizerStep) -> UpdateCoefficients?
}

extension Optimizer {
  /// No decoupled weight decay.
  public var weightDecay: Double { 0 }
  /// Nothing declared.
  public var hyperparameters: [HyperparameterValue] { [] }
  /// Swift's description of the value.
  public var checkpointText: String { "\(self)" }
  /// No fused weight update.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? { nil }

  /// Makes sure that every number is within its bounds.
  ///
  /// - Throws: `TrainingError.invalidOption`.
  public func check() throws(TrainingError) {
    guard learningRate > 0, learningRate.isFinite else {
      throw .invalidOption("learning rate: expected a number above 0, found \(learningRate)")
    }
    for parameter in hyperparameters where !parameter.bound.admits(parameter.value) {
      throw .invalidOption(
        "\(name): \(parameter.setting): expected \(parameter.bound.expectation("a number")), found \(parameter.value)")
    }
  }
}

/// What an optimizer needs to know of one step.
public struct OptimizerStep: Sendable {
  /// The step's number, counted from 1.
  public var number: Int
  /// η of this step: the base rate times the schedule's factor.
  public var learningRate: Double
  /// The gradient's factor, below 1 where its norm is clipped.
  public var gradientScale: Float
  /// The penalties on this range.
  public var penalties: Penalties
  /// λ of the decoupled weight decay on this range; 0 on biases, unless penalties include them.
  public var weightDecay: Double
  /// The threads that may be used.
  public var threads: ThreadPool

  /// Clipping, penalties and decoupled decay as the kernels take them.
  package var transform: GradientTransform {
    GradientTransform(
      scale: gradientScale, l1: Float(penalties.l1), l2: Float(penalties.l2),
      weightFactor: Float(1 - learningRate * weightDecay))
  }
}
