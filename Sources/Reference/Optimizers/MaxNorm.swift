/// Keeps the weights into each unit short: after a step, each row of W longer than the limit is scaled back to it.
///
/// **Shapes**: `weight: [outputs, inputs]`.
///
/// Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014), section 5.1.
public struct ReferenceMaxNorm: Sendable {
  /// The greatest length of a row.
  public let limit: Double

  /// Sets the limit.
  public init(limit: Double) { self.limit = limit }

  /// W[o] ← W[o] · min(1, limit / ‖W[o]‖).
  public func project(weight: inout [Double], outputs: Int) {
    let inputs = weight.count / outputs
    for o in 0..<outputs {
      let row = o * inputs..<(o + 1) * inputs
      var squares = 0.0
      for i in row { squares += weight[i] * weight[i] }
      let norm = squares.squareRoot()
      if norm > limit {
        for i in row { weight[i] *= limit / norm }
      }
    }
  }
}
