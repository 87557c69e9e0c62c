import FledgeKernels
import FledgeTensors

/// Turns scores into logarithms of probabilities: y_k = x_k − ln Σ_j e^{x_j}, over all features of an example.
///
/// Train it with `NegativeLogLikelihood`; together they are `SoftmaxCrossEntropy`.
///
/// Backward: ∂E/∂x_k = ∂E/∂y_k − e^{y_k}·Σ_j ∂E/∂y_j.
public struct LogSoftmax: Layer {
  public init() {}

  public var name: String { "log-softmax" }

  /// y_k = x_k − ln Σ_j e^{x_j}.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    logSoftmaxRows(
      input, into: &output, rows: context.batch, columns: input.count / context.batch, threads: context.threads)
  }

  /// ∂E/∂x_k = ∂E/∂y_k − e^{y_k}·Σ_j ∂E/∂y_j.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    logSoftmaxRowsGradient(
      output: output, outputGradient: outputGradient, into: &inputGradient, rows: context.batch,
      columns: output.count / context.batch, threads: context.threads)
  }
}

extension LogSoftmax {
  static let form = LayerForm("log-softmax", "logarithms of probabilities") { (_, _) throws(NetworkError) in
    LogSoftmax()
  }
}
