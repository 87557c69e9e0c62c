internal import CFledgeKernels

/// A loss that compares each predicted value p with its target t.
public enum ElementLossFunction: Sendable, Equatable {
  /// −t ln σ(p) − (1 − t) ln(1 − σ(p)), p being a logit; the slope is σ(p) − t.
  case sigmoidBinaryCrossEntropy
  /// (p − t)²; the slope is 2 (p − t).
  case squaredError
  /// |p − t|, with the slope 0 at 0.
  case absoluteError
  /// ½ d² for |d| ≤ δ and δ (|d| − ½ δ) beyond, d = p − t. Huber, 1964.
  case huber(delta: Float)
}

/// The sum of a loss over each row, and its gradient.
///
/// - Parameters:
///   - predictions: `[rows, columns]`.
///   - targets: `[rows, columns]`.
///   - weights: `[rows]`, factors of losses and gradients, or empty for one each.
///   - gradientScale: a further factor of the gradient.
///   - losses: `[rows]`, overwritten.
///   - gradient: `[rows, columns]`, overwritten, or empty for none.
public func elementLoss(
  _ function: ElementLossFunction, predictions: Span<Float>, targets: Span<Float>, weights: Span<Float> = Span(),
  gradientScale: Float, losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, rows: Int,
  columns: Int, threads: ThreadPool = .serial
) {
  requireCount("elementLoss targets", targets.count, rows * columns)
  let (code, delta): (fledge_loss, Float) =
    switch function {
    case .sigmoidBinaryCrossEntropy: (FLEDGE_SIGMOID_CROSS_ENTROPY, 0)
    case .squaredError: (FLEDGE_SQUARED, 0)
    case .absoluteError: (FLEDGE_ABSOLUTE, 0)
    case .huber(let delta): (FLEDGE_HUBER, delta)
    }
  let (kernel, kind) = unsafe (threads.kernels.pointee.loss, Int32(code.rawValue))
  unsafe lossRows(
    { unsafe kernel(kind, $0, $1, $2) }, predictions: predictions, targets: targets, labels: Span(),
    parameter: delta, weights: weights, gradientScale: gradientScale, losses: &losses, gradient: &gradient,
    rows: rows, columns: columns, threads: threads)
}
