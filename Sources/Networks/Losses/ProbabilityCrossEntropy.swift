public import FledgeKernels

/// Cross-entropy of the label, on probabilities: ℓ = −ln x_label.
///
/// For networks that end with `Softmax`; `SoftmaxCrossEntropy` on logits is the same, more exact and faster.
/// Probabilities below 10⁻³⁰ count as 10⁻³⁰. The gradient is −1 / x at the label and 0 elsewhere.
public struct ProbabilityCrossEntropy: Loss {
  public init() {}

  public var name: String { "probability-cross-entropy" }
  public var needsLabels: Bool { true }
  public var outputMeaning: OutputMeaning { .probabilities }

  /// ℓ = −ln x_label.
  public func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool
  ) {
    precondition(targets.isEmpty, "ProbabilityCrossEntropy takes labels, not rows of targets")
    let classes = output.count / batch
    fill(&gradient, with: 0)
    for example in 0..<batch {
      let position = example * classes + Int(labels[example])
      let probability = max(output[position], 1e-30)
      losses[example] = probability
      if !gradient.isEmpty {
        gradient[position] = -(weights.isEmpty ? 1 : weights[example]) * gradientScale / probability
      }
    }
    applyInPlace(.log, to: &losses, threads: threads)
    for example in 0..<batch { losses[example] *= -(weights.isEmpty ? 1 : weights[example]) }
  }
}
