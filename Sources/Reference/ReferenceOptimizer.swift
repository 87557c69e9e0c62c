/// An update rule in double precision: immutable numbers, whose changing part is a state apart.
///
/// **Shapes**: parameters, gradients and every buffer of the state are flat and equally long. In the formulas w is a
/// parameter, g its gradient, η the learning rate and t the step, counted from 1.
public protocol ReferenceOptimizer: Sendable {
  /// The names of the buffers that the rule keeps, such as `m` and `v` as the formulas call them.
  var bufferNames: [String] { get }

  /// Takes one step: changes the parameters and the state.
  func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState)
}

extension ReferenceOptimizer {
  /// The state before the first step: every buffer 0.
  public func initialState(count: Int) -> ReferenceOptimizerState {
    ReferenceOptimizerState(
      step: 0, buffers: bufferNames.map { _ in [Double](repeating: 0, count: count) })
  }
}

/// What an optimizer remembers between steps.
public struct ReferenceOptimizerState: Sendable, Equatable {
  /// How many steps were taken.
  public var step: Int
  /// The buffers, in the order of the rule's `bufferNames`.
  public var buffers: [[Double]]

  public init(step: Int, buffers: [[Double]]) {
    self.step = step
    self.buffers = buffers
  }
}
