public import FledgeKernels

/// A rule that turns gradients into a step: numbers only, the state that it keeps is apart.
///
/// The state is `stateCount` buffers with the layout of the parameters, all zero at the beginning, saved and resumed
/// with the training.
public protocol Optimizer: Sendable {
  /// The rule's name in configuration files, such as `adam`.
  var name: String { get }
  /// How many values it remembers for each parameter.
  var stateCount: Int { get }

  /// Takes one step over a range of parameters.
  ///
  /// - Parameters:
  ///   - parameters: changed in place.
  ///   - gradients: of the loss, before penalties and scaling.
  ///   - state: `stateCount` buffers, changed in place.
  ///   - step: the circumstances.
  func update(
    _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep)

  /// The numbers of the same step, for products that update each weight as soon as they have its gradient.
  ///
  /// They are the same for every range: `step`'s scaling and penalties are added by whoever applies them. `nil`, as a
  /// rule of a user's own has it, leaves all weights to `update`; the bits are the same either way.
  func coefficients(_ step: OptimizerStep) -> UpdateCoefficients?
}

extension Optimizer {
  /// Most rules are applied by `update` alone.
  public func coefficients(_ step: OptimizerStep) -> UpdateCoefficients? { nil }
}

/// The circumstances of one step of an optimizer.
public struct OptimizerStep: Sendable {
  /// The step's number, counted from 1.
  public var number: Int
  /// η of this step.
  public var learningRate: Double
  /// What gradients are multiplied with first, to clip them.
  public var gradientScale: Float
  /// The penalties of this range.
  public var penalties: Penalties
  /// The threads that may be used.
  public var threads: ThreadPool

  /// Penalties and scaling as the kernels want them.
  package var gradientCoefficients: GradientCoefficients {
    GradientCoefficients(
      scale: gradientScale, l1: Float(penalties.l1), l2: Float(penalties.l2),
      keep: Float(1 - learningRate * penalties.decoupled))
  }
}

/// The state buffers of a range of parameters.
public struct StateViews: Sendable {
  let arena: AlignedBuffer<Float>
  let stride: Int
  let range: Range<Int>

  /// Buffer `index` for the range, to change.
  @_lifetime(borrow self)
  public func mutable(_ index: Int) -> MutableSpan<Float> {
    let span = arena.mutableSpan(index * stride + range.lowerBound..<index * stride + range.upperBound)
    return unsafe _overrideLifetime(span, borrowing: self)
  }
}

/// All that an optimizer remembers.
struct OptimizerState {
  let arena: AlignedBuffer<Float>
  let stride: Int

  init(buffers: Int, count: Int) {
    stride = count
    arena = AlignedBuffer<Float>(count: buffers * count)
  }

  func slots(_ range: Range<Int>) -> StateViews { StateViews(arena: arena, stride: stride, range: range) }
}
