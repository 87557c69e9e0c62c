internal import CFledgeKernels

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
