public import FledgeKernels

/// The multi-class hinge: the score of every wrong class must be below the label's by a margin.
///
/// ℓ = Σ max(0, m − x_label + x_k) / classes over the other classes k. The division is PyTorch's `MultiMarginLoss`;
/// other texts do not divide. Source: Weston and Watkins, 1999.
public struct HingeLoss: Loss {
  /// The margin m.
  public let margin: Float

  public init(margin: Float = 1) {
    self.margin = margin
  }

  public var name: String { "hinge" }
  public var needsLabels: Bool { true }
  /// Scores without a scale; only their order matters.
  public var outputMeaning: OutputMeaning { .values }

  /// ℓ = Σ max(0, m − x_label + x_k) / classes; each pair within the margin moves both scores by 1 / classes.
  public func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool
  ) {
    precondition(targets.isEmpty, "HingeLoss takes labels, not rows of targets")
    let classes = output.count / batch
    fill(&gradient, with: 0)
    for example in 0..<batch {
      let label = example * classes + Int(labels[example])
      let weight = (weights.isEmpty ? 1 : weights[example]) / Float(classes)
      losses[example] = 0
      for position in example * classes..<(example + 1) * classes where position != label {
        let excess = margin - output[label] + output[position]
        guard excess > 0 else { continue }
        losses[example] += weight * excess
        if !gradient.isEmpty {
          gradient[position] += weight * gradientScale
          gradient[label] -= weight * gradientScale
        }
      }
    }
  }
}
