internal import CFledgeKernels

/// Mean, variance (divided by the count) and 1 / √(variance + ε) of each column of x `[rows, columns]`.
///
/// Two passes, the rows in ascending order.
public func columnStatistics(
  _ x: Span<Float>, epsilon: Float, mean: inout MutableSpan<Float>, variance: inout MutableSpan<Float>,
  inverseStandardDeviation: inout MutableSpan<Float>, rows: Int, columns: Int, threads: ThreadPool = .serial
) {
  requireCount("columnStatistics x", x.count, rows * columns)
  requireCount("columnStatistics mean", mean.count, columns)
  requireCount("columnStatistics variance", variance.count, columns)
  requireCount("columnStatistics inverseDeviation", inverseStandardDeviation.count, columns)
  precondition(rows > 0, "columnStatistics: expected at least one row")
  var job = unsafe fledge_normalization(
    input: x.pointer, output_gradient: nil, output: nil, mean: mean.pointer,
    inverse_deviation: inverseStandardDeviation.pointer, variance: variance.pointer, scale: nil, shift: nil,
    scale_gradient: nil, shift_gradient: nil, epsilon: epsilon, rows: rows, columns: columns)
  let kernel = unsafe threads.kernels.pointee.column_statistics
  unsafe withUnsafePointer(to: &job) { job in
    threads.split(columns, minimum: max(16, minimumElements / rows)) { unsafe kernel(job, $0, $1) }
  }
}

/// y = (x − mean) · inverseDeviation · scale + shift, with the statistics of each column.
///
/// Source: Ioffe and Szegedy, "Batch normalization", 2015, algorithm 1. Evaluation uses the running
/// statistics in place of the batch's.
///
/// - Parameters:
///   - x: `[rows, columns]`; y may lie where it lies.
///   - mean: `[columns]`, as is `inverseStandardDeviation`.
///   - scale: `[columns]`, or empty for ones.
///   - shift: `[columns]`, or empty for zeros.
public func normalizeColumns(
  _ x: Span<Float>, mean: Span<Float>, inverseStandardDeviation: Span<Float>, scale: Span<Float>, shift: Span<Float>,
  into y: inout MutableSpan<Float>, rows: Int, columns: Int, threads: ThreadPool = .serial
) {
  requireCount("normalizeColumns x", x.count, rows * columns)
  requireCount("normalizeColumns y", y.count, rows * columns)
  requireCount("normalizeColumns mean", mean.count, columns)
  requireCount("normalizeColumns inverseDeviation", inverseStandardDeviation.count, columns)
  if !scale.isEmpty { requireCount("normalizeColumns scale", scale.count, columns) }
  if !shift.isEmpty { requireCount("normalizeColumns shift", shift.count, columns) }
  var job = unsafe fledge_normalization(
    input: x.pointer, output_gradient: nil, output: y.pointer, mean: UnsafeMutablePointer(mutating: mean.pointer),
    inverse_deviation: UnsafeMutablePointer(mutating: inverseStandardDeviation.pointer), variance: nil,
    scale: scale.pointerOrNil, shift: shift.pointerOrNil, scale_gradient: nil, shift_gradient: nil, epsilon: 0,
    rows: rows, columns: columns)
  let kernel = unsafe threads.kernels.pointee.batch_norm
  unsafe withUnsafePointer(to: &job) { job in
    threads.split(rows, multiple: 1, minimum: max(1, minimumElements / max(1, columns))) {
      unsafe kernel(job, $0, $1)
    }
  }
}

/// The backward pass of batch normalisation in training, through the batch's own statistics.
///
/// With h the normalised column: dscale += Σ dy h, dshift += Σ dy,
/// dx = scale · inverseDeviation · (dy − mean(dy) − h mean(dy h)).
///
/// - Parameters:
///   - dx: `[rows, columns]`, overwritten, or empty for none; it may lie where dy lies.
///   - scaleGradient: `[columns]`, added to, or empty for none.
///   - shiftGradient: `[columns]`, added to, or empty for none.
public func batchNormGradient(
  input: Span<Float>, outputGradient: Span<Float>, scale: Span<Float>, mean: Span<Float>,
  inverseStandardDeviation: Span<Float>, into dx: inout MutableSpan<Float>, scaleGradient: inout MutableSpan<Float>,
  shiftGradient: inout MutableSpan<Float>, rows: Int, columns: Int, threads: ThreadPool = .serial
) {
  requireCount("batchNormGradient input", input.count, rows * columns)
  requireCount("batchNormGradient outputGradient", outputGradient.count, rows * columns)
  requireCount("batchNormGradient mean", mean.count, columns)
  requireCount("batchNormGradient inverseDeviation", inverseStandardDeviation.count, columns)
  if !scale.isEmpty { requireCount("batchNormGradient scale", scale.count, columns) }
  if !dx.isEmpty { requireCount("batchNormGradient dx", dx.count, rows * columns) }
  if !scaleGradient.isEmpty { requireCount("batchNormGradient scaleGradient", scaleGradient.count, columns) }
  if !shiftGradient.isEmpty { requireCount("batchNormGradient shiftGradient", shiftGradient.count, columns) }
  precondition(rows > 0, "batchNormGradient: expected at least one row")
  var job = unsafe fledge_normalization(
    input: input.pointer, output_gradient: outputGradient.pointer, output: dx.pointerOrNil,
    mean: UnsafeMutablePointer(mutating: mean.pointer),
    inverse_deviation: UnsafeMutablePointer(mutating: inverseStandardDeviation.pointer), variance: nil,
    scale: scale.pointerOrNil, shift: nil, scale_gradient: scaleGradient.pointerOrNil,
    shift_gradient: shiftGradient.pointerOrNil, epsilon: 0, rows: rows, columns: columns)
  let kernel = unsafe threads.kernels.pointee.batch_norm_gradient
  unsafe withUnsafePointer(to: &job) { job in
    threads.split(columns, minimum: max(16, minimumElements / rows)) { unsafe kernel(job, $0, $1) }
  }
}

/// y = (x − mean) / √(variance + ε) · scale + shift, with the statistics of each row.
///
/// Source: Ba, Kiros and Hinton, "Layer normalization", 2016, equation 3.
///
/// - Parameters:
///   - x: `[rows, columns]`.
///   - scale: `[columns]`, or empty for ones.
///   - shift: `[columns]`, or empty for zeros.
///   - mean: `[rows]`, overwritten: the backward pass reads it.
///   - inverseDeviation: `[rows]`, overwritten: the backward pass reads it.
public func layerNormRows(
  _ x: Span<Float>, scale: Span<Float>, shift: Span<Float>, epsilon: Float, into y: inout MutableSpan<Float>,
  mean: inout MutableSpan<Float>, inverseStandardDeviation: inout MutableSpan<Float>, rows: Int, columns: Int,
  threads: ThreadPool = .serial
) {
  requireCount("layerNormRows x", x.count, rows * columns)
  requireCount("layerNormRows y", y.count, rows * columns)
  requireCount("layerNormRows mean", mean.count, rows)
  requireCount("layerNormRows inverseDeviation", inverseStandardDeviation.count, rows)
  if !scale.isEmpty { requireCount("layerNormRows scale", scale.count, columns) }
  if !shift.isEmpty { requireCount("layerNormRows shift", shift.count, columns) }
  var job = unsafe fledge_normalization(
    input: x.pointer, output_gradient: nil, output: y.pointer, mean: mean.pointer,
    inverse_deviation: inverseStandardDeviation.pointer, variance: nil, scale: scale.pointerOrNil,
    shift: shift.pointerOrNil, scale_gradient: nil, shift_gradient: nil, epsilon: epsilon, rows: rows,
    columns: columns)
  let kernel = unsafe threads.kernels.pointee.layer_norm
  unsafe withUnsafePointer(to: &job) { job in
    threads.split(rows, multiple: 1, minimum: max(1, minimumCostlyElements / max(1, columns))) {
      unsafe kernel(job, $0, $1)
    }
  }
}

/// The backward pass of `layerNormRows`.
///
/// With h the normalised row and g = dy · scale: dx = (g − mean(g) − h mean(g h)) · inverseDeviation,
/// dscale += Σ dy h and dshift += Σ dy over the rows in ascending order.
///
/// - Parameters:
///   - dx: `[rows, columns]`, overwritten, or empty for none.
///   - scaleGradient: `[columns]`, added to, or empty (with `shiftGradient`) for none.
///   - shiftGradient: `[columns]`, added to, or empty (with `scaleGradient`) for none.
public func layerNormRowsGradient(
  input: Span<Float>, outputGradient: Span<Float>, scale: Span<Float>, mean: Span<Float>,
  inverseStandardDeviation: Span<Float>, into dx: inout MutableSpan<Float>, scaleGradient: inout MutableSpan<Float>,
  shiftGradient: inout MutableSpan<Float>, rows: Int, columns: Int, threads: ThreadPool = .serial
) {
  requireCount("layerNormRowsGradient input", input.count, rows * columns)
  requireCount("layerNormRowsGradient outputGradient", outputGradient.count, rows * columns)
  requireCount("layerNormRowsGradient mean", mean.count, rows)
  requireCount("layerNormRowsGradient inverseDeviation", inverseStandardDeviation.count, rows)
  if !scale.isEmpty { requireCount("layerNormRowsGradient scale", scale.count, columns) }
  if !dx.isEmpty { requireCount("layerNormRowsGradient dx", dx.count, rows * columns) }
  requireCount("layerNormRowsGradient shiftGradient", shiftGradient.count, scaleGradient.count)
  if !scaleGradient.isEmpty { requireCount("layerNormRowsGradient scaleGradient", scaleGradient.count, columns) }
  let hasInput = !dx.isEmpty
  let hasParameters = !scaleGradient.isEmpty
  var job = unsafe fledge_normalization(
    input: input.pointer, output_gradient: outputGradient.pointer, output: dx.pointerOrNil,
    mean: UnsafeMutablePointer(mutating: mean.pointer),
    inverse_deviation: UnsafeMutablePointer(mutating: inverseStandardDeviation.pointer), variance: nil,
    scale: scale.pointerOrNil, shift: nil, scale_gradient: scaleGradient.pointerOrNil,
    shift_gradient: shiftGradient.pointerOrNil, epsilon: 0, rows: rows, columns: columns)
  let byRow = unsafe threads.kernels.pointee.layer_norm_input_gradient
  let byColumn = unsafe threads.kernels.pointee.layer_norm_parameter_gradient
  // The parameters first: dx may lie where dy lies.
  unsafe withUnsafePointer(to: &job) { job in
    if hasParameters {
      threads.split(columns, minimum: max(16, minimumCostlyElements / max(1, rows))) {
        unsafe byColumn(job, $0, $1)
      }
    }
    if hasInput {
      threads.split(rows, multiple: 1, minimum: max(1, minimumCostlyElements / max(1, columns))) {
        unsafe byRow(job, $0, $1)
      }
    }
  }
}
