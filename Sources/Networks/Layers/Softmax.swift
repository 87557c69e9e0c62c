import FledgeKernels
import FledgeTensors

/// Turns scores into probabilities: y_k = e^{x_k} / Σ_j e^{x_j}, over all features of an example.
///
/// `SoftmaxCrossEntropy` includes the softmax, so a network trained with it ends with logits. Train a network that ends
/// with this layer with `ProbabilityCrossEntropy`.
///
/// Backward: ∂E/∂x_k = y_k·(∂E/∂y_k − Σ_j y_j·∂E/∂y_j).
public struct Softmax: Layer {
  public init() {}

  public var name: String { "softmax" }

  /// y_k = e^{x_k} / Σ_j e^{x_j}.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    softmaxRows(
      input, into: &output, rows: context.batch, columns: input.count / context.batch, threads: context.threads)
  }

  /// ∂E/∂x_k = y_k·(∂E/∂y_k − Σ_j y_j·∂E/∂y_j).
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    softmaxRowsGradient(
      output: output, outputGradient: outputGradient, into: &inputGradient, rows: context.batch,
      columns: output.count / context.batch, threads: context.threads)
  }
}

extension Softmax {
  static let form = LayerForm("softmax", "probabilities of logits") { (_, _) throws(NetworkError) in Softmax() }
}
