public import FledgeKernels

/// The divergence of target probabilities t from predicted logarithms of probabilities x: ℓ = Σ tₖ·(ln tₖ − xₖ).
///
/// A target of 0 adds nothing; labels become one-hot rows. Over a batch it is PyTorch's `batchmean`. For networks that end with `LogSoftmax`. Source: Kullback and Leibler, 1951.
public struct KullbackLeiblerDivergence: Loss {
  public init() {}

  public var name: String { "kullback-leibler" }
  public var needsOneHot: Bool { true }
  public var outputMeaning: OutputMeaning { .logProbabilities }

  /// ℓ = Σ tₖ·(ln tₖ − xₖ), with the gradient −tₖ.
  public func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool
  ) {
    let columns = output.count / batch
    for example in 0..<batch {
      let weight = weights.isEmpty ? 1 : weights[example]
      var loss: Float = 0
      for position in example * columns..<(example + 1) * columns {
        let target = targets[position]
        if target > 0 { loss += target * (Self.logarithm(target) - output[position]) }
        if !gradient.isEmpty { gradient[position] = -weight * target * gradientScale }
      }
      losses[example] = weight * loss
    }
  }

  /// ln x by Fledge's own polynomial, which has the same bits on every machine.
  private static func logarithm(_ value: Float) -> Float {
    var single = InlineArray<1, Float>(repeating: value)
    var span = single.mutableSpan
    applyInPlace(.log, to: &span, threads: .serial)
    return single[0]
  }
}
