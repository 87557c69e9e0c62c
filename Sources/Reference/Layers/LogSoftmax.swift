/// The logarithm of softmax: y[n, c] = x[n, c] − log Σₖ e^x[n, k].
///
/// **Shapes**: `input`, `output: [batch, classes]`.
public struct ReferenceLogSoftmax: ReferenceLayer {
  /// Makes one; there is nothing to set.
  public init() {}

  /// y = x − m − log Σ e^(x − m), where m is the row's maximum: it cancels, and keeps the exponential from overflowing.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let classes = input.count / batch
    var output = [Double](repeating: 0, count: input.count)
    for n in 0..<batch {
      let row = n * classes..<(n + 1) * classes
      var maximum = -Double.infinity
      for k in row { maximum = max(maximum, input[k]) }
      var sum = 0.0
      for k in row { sum += exp(input[k] - maximum) }
      for c in row { output[c] = input[c] - maximum - log(sum) }
    }
    return output
  }

  /// ∂x[c] = ∂y[c] − e^y[c] Σₖ ∂y[k].
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let classes = input.count / batch
    let output = forward(input, batch: batch, parameters: [])
    var inputGradient = [Double](repeating: 0, count: input.count)
    for n in 0..<batch {
      let row = n * classes..<(n + 1) * classes
      var sum = 0.0
      for k in row { sum += outputGradient[k] }
      for c in row { inputGradient[c] = outputGradient[c] - exp(output[c]) * sum }
    }
    return ReferenceGradients(input: inputGradient)
  }
}
