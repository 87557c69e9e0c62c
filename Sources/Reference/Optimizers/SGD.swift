/// Stochastic gradient descent: w ← w − η g.
///
/// Source: Robbins and Monro, "A Stochastic Approximation Method" (1951).
public struct ReferenceSGD: ReferenceOptimizer {
  /// η.
  public let learningRate: Double

  /// Sets the rule's numbers.
  public init(learningRate: Double) {
    self.learningRate = learningRate
  }

  /// None.
  public var bufferNames: [String] { [] }

  /// w ← w − η g.
  public func step(parameters: inout [Double], gradients: [Double], state: inout ReferenceOptimizerState) {
    state.step += 1
    for k in parameters.indices { parameters[k] -= learningRate * gradients[k] }
  }
}
