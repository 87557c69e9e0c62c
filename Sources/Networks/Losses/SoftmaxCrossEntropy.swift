public import FledgeKernels

/// Softmax and cross-entropy in one step, on logits: ℓ = −Σ_k q_k·ln p_k with p = softmax(x).
///
/// q is 1 for the label and 0 elsewhere (or the given row of targets), smoothed to (1 − s)·q + s/classes.
/// The gradient is ∂ℓ/∂x = p − q. Smoothing: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, 2016, section 7.
public struct SoftmaxCrossEntropy: Loss {
  /// The share s of each target that is spread over all classes, in [0, 1).
  public let labelSmoothing: Float

  public init(labelSmoothing: Float = 0) {
    self.labelSmoothing = labelSmoothing
  }

  public var name: String { "softmax-cross-entropy" }
  public var outputMeaning: OutputMeaning { .logits }

  /// ℓ and p − q.
  public func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool
  ) {
    if targets.isEmpty {
      softmaxCrossEntropy(
        logits: output, labels: labels, smoothing: labelSmoothing, weights: weights, gradientScale: gradientScale,
        losses: &losses, gradient: &gradient, rows: batch, columns: output.count / batch, threads: threads)
    } else {
      softmaxCrossEntropy(
        logits: output, targets: targets, smoothing: labelSmoothing, weights: weights, gradientScale: gradientScale,
        losses: &losses, gradient: &gradient, rows: batch, columns: output.count / batch, threads: threads)
    }
  }
}
