import FledgeKernels
public import FledgeReference
import FledgeTensors

/// Turns scores into probabilities: y_k = e^{x_k} / Σ_j e^{x_j}, over all features of an example.
///
/// For inference and for teaching. The losses that take logits hold their softmax within them, so a network that is
/// trained with `SoftmaxCrossEntropy` ends with its scores; one that ends with this layer is trained with
/// `ProbabilityCrossEntropy`.
///
/// Backward: ∂E/∂x_k = y_k·(∂E/∂y_k − Σ_j y_j·∂E/∂y_j).
public struct Softmax: Layer {
  /// Makes the layer.
  public init() {}

  /// `softmax`.
  public var kind: String { "softmax" }

  /// y_k = e^{x_k} / Σ_j e^{x_j}.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, pass: Pass) {
    softmaxRows(input, into: &output, rows: pass.batch, columns: input.count / pass.batch, team: pass.team)
  }

  /// ∂E/∂x_k = y_k·(∂E/∂y_k − Σ_j y_j·∂E/∂y_j).
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, pass: Pass
  ) {
    guard !inputGradient.isEmpty else { return }
    softmaxRowsGradient(
      output: output, outputGradient: outputGradient, into: &inputGradient, rows: pass.batch,
      columns: output.count / pass.batch, team: pass.team)
  }

  /// The textbook's form.
  public var reference: (any ReferenceLayer)? { ReferenceSoftmax() }
}
