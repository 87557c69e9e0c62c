/// Turns each example's values into probabilities: y[n, c] = e^x[n, c] / Σₖ e^x[n, k].
///
/// For training with cross-entropy, leave it out: `ReferenceSoftmaxCrossEntropy` takes the logits.
///
/// **Shapes**: `input`, `output: [batch, classes]`.
///
/// Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs" (1990).
public struct ReferenceSoftmax: ReferenceLayer {
  /// Makes one; there is nothing to set.
  public init() {}

  /// y = e^(x − m) / Σ e^(x − m), where m is the row's maximum: it cancels, and keeps the exponential from overflowing.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    ReferenceLogSoftmax().forward(input, batch: batch, parameters: []).map { exp($0) }
  }

  /// ∂x[c] = y[c] (∂y[c] − Σₖ ∂y[k] y[k]).
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let classes = input.count / batch
    let output = forward(input, batch: batch, parameters: [])
    var inputGradient = [Double](repeating: 0, count: input.count)
    for n in 0..<batch {
      let row = n * classes..<(n + 1) * classes
      var dot = 0.0
      for k in row { dot += outputGradient[k] * output[k] }
      for c in row { inputGradient[c] = output[c] * (outputGradient[c] - dot) }
    }
    return ReferenceGradients(input: inputGradient)
  }
}
