internal import CFledgeKernels

/// Softmax and cross-entropy in one step: ℓ = −Σ_k q_k ln softmax(x)_k, ∂ℓ/∂x = Σq · softmax(x) − q.
///
/// q is (1 − s) · one-hot(label) + s / columns, s being the label smoothing (Szegedy et al., 2016).
///
/// - Parameters:
///   - logits: x, `[rows, columns]`.
///   - labels: `[rows]`, each in `0..<columns`.
///   - weights: `[rows]`, factors of losses and gradients, or empty for one each.
///   - gradientScale: a further factor of the gradient.
///   - losses: `[rows]`, overwritten.
///   - gradient: `[rows, columns]`, overwritten, or empty for none.
public func softmaxCrossEntropy(
  logits: Span<Float>, labels: Span<Int32>, smoothing: Float = 0, weights: Span<Float> = Span(),
  gradientScale: Float, losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, rows: Int,
  columns: Int, threads: ThreadPool = .serial
) {
  requireCount("softmaxCrossEntropy labels", labels.count, rows)
  for row in 0..<rows {
    precondition(
      labels[row] >= 0 && labels[row] < columns,
      "softmaxCrossEntropy: label \(labels[row]) of example \(row) is outside of 0..<\(columns)")
  }
  unsafe lossRows(
    threads.kernels.pointee.softmax_cross_entropy, predictions: logits, targets: Span(), labels: labels,
    parameter: smoothing, weights: weights, gradientScale: gradientScale, losses: &losses, gradient: &gradient,
    rows: rows, columns: columns, threads: threads)
}

/// The same with rows of target probabilities; `targets` is `[rows, columns]`, q = (1 − s) · t + s / columns.
public func softmaxCrossEntropy(
  logits: Span<Float>, targets: Span<Float>, smoothing: Float = 0, weights: Span<Float> = Span(),
  gradientScale: Float, losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, rows: Int,
  columns: Int, threads: ThreadPool = .serial
) {
  requireCount("softmaxCrossEntropy targets", targets.count, rows * columns)
  unsafe lossRows(
    threads.kernels.pointee.softmax_cross_entropy, predictions: logits, targets: targets, labels: Span(),
    parameter: smoothing, weights: weights, gradientScale: gradientScale, losses: &losses, gradient: &gradient,
    rows: rows, columns: columns, threads: threads)
}

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

/// Runs a loss kernel by rows.
private func lossRows(
  _ kernel: (UnsafePointer<fledge_loss_job>, Int, Int) -> Void, predictions: Span<Float>, targets: Span<Float>,
  labels: Span<Int32>, parameter: Float, weights: Span<Float>, gradientScale: Float,
  losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, rows: Int, columns: Int, threads: ThreadPool
) {
  requireCount("loss predictions", predictions.count, rows * columns)
  requireCount("losses", losses.count, rows)
  if !weights.isEmpty { requireCount("loss weights", weights.count, rows) }
  if !gradient.isEmpty { requireCount("loss gradient", gradient.count, rows * columns) }
  var job = unsafe fledge_loss_job(
    predictions: predictions.pointer, targets: targets.pointerOrNil, labels: labels.pointerOrNil,
    weights: weights.pointerOrNil, parameter: parameter, gradient_scale: gradientScale, losses: losses.pointer,
    gradient: gradient.pointerOrNil, columns: columns)
  unsafe withUnsafePointer(to: &job) { job in
    threads.split(rows, multiple: 1, minimum: max(1, minimumLossElements / max(1, columns))) {
      unsafe kernel(job, $0, $1)
    }
  }
}
