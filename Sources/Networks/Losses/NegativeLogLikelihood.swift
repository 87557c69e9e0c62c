public import FledgeKernels

/// The negative log-likelihood of the label, on logarithms of probabilities: ℓ = −x_label.
///
/// For networks that end with `LogSoftmax`. The gradient is −1 at the label and 0 elsewhere.
public struct NegativeLogLikelihood: Loss {
  public init() {}

  public var name: String { "negative-log-likelihood" }
  public var needsLabels: Bool { true }
  public var outputMeaning: OutputMeaning { .logProbabilities }

  /// ℓ = −x_label.
  public func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool
  ) {
    precondition(targets.isEmpty, "NegativeLogLikelihood takes labels, not rows of targets")
    let classes = output.count / batch
    fill(&gradient, with: 0)
    for example in 0..<batch {
      let position = example * classes + Int(labels[example])
      let weight = weights.isEmpty ? 1 : weights[example]
      losses[example] = -weight * output[position]
      if !gradient.isEmpty { gradient[position] = -weight * gradientScale }
    }
  }
}
