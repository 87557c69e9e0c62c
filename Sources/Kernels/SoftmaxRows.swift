internal import CFledgeKernels

// Kernels over the rows of a matrix [rows, columns]. The result may lie where an argument lies.

private func minimumRows(_ columns: Int) -> Int { max(1, minimumCostlyElements / max(1, columns)) }

/// y_k = e^{x_k} / Σ_j e^{x_j} in each row, with the row's largest value subtracted first.
public func softmaxRows(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, rows: Int, columns: Int, threads: ThreadPool = .serial
) {
  requireCount("softmaxRows x", x.count, rows * columns)
  requireCount("softmaxRows y", y.count, rows * columns)
  let (kernel, x, y) = unsafe (threads.kernels.pointee.softmax, x.pointer, y.pointer)
  threads.split(rows, multiple: 1, minimum: minimumRows(columns)) { unsafe kernel(x, y, columns, $0, $1) }
}

/// dx = y (dy − Σ_j y_j dy_j) in each row, for y = softmax(x).
public func softmaxRowsGradient(
  output: Span<Float>, outputGradient: Span<Float>, into dx: inout MutableSpan<Float>, rows: Int, columns: Int,
  threads: ThreadPool = .serial
) {
  requireCount("softmaxRowsGradient output", output.count, rows * columns)
  requireCount("softmaxRowsGradient outputGradient", outputGradient.count, rows * columns)
  requireCount("softmaxRowsGradient dx", dx.count, rows * columns)
  let (kernel, y, dy) = unsafe (threads.kernels.pointee.softmax_gradient, output.pointer, outputGradient.pointer)
  let dx = unsafe dx.pointer
  threads.split(rows, multiple: 1, minimum: minimumRows(columns)) { unsafe kernel(y, dy, dx, columns, $0, $1) }
}

/// y_k = x_k − ln Σ_j e^{x_j} in each row, with the row's largest value subtracted first.
public func logSoftmaxRows(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, rows: Int, columns: Int, threads: ThreadPool = .serial
) {
  requireCount("logSoftmaxRows x", x.count, rows * columns)
  requireCount("logSoftmaxRows y", y.count, rows * columns)
  let (kernel, x, y) = unsafe (threads.kernels.pointee.log_softmax, x.pointer, y.pointer)
  threads.split(rows, multiple: 1, minimum: minimumRows(columns)) { unsafe kernel(x, y, columns, $0, $1) }
}

/// dx = dy − e^y Σ_j dy_j in each row, for y = log softmax(x).
public func logSoftmaxRowsGradient(
  output: Span<Float>, outputGradient: Span<Float>, into dx: inout MutableSpan<Float>, rows: Int, columns: Int,
  threads: ThreadPool = .serial
) {
  requireCount("logSoftmaxRowsGradient output", output.count, rows * columns)
  requireCount("logSoftmaxRowsGradient outputGradient", outputGradient.count, rows * columns)
  requireCount("logSoftmaxRowsGradient dx", dx.count, rows * columns)
  let (kernel, y, dy) = unsafe (threads.kernels.pointee.log_softmax_gradient, output.pointer, outputGradient.pointer)
  let dx = unsafe dx.pointer
  threads.split(rows, multiple: 1, minimum: minimumRows(columns)) { unsafe kernel(y, dy, dx, columns, $0, $1) }
}

/// The column of the largest value in each row; ties go to the lowest column, and a NaN counts as the largest.
public func largestColumns(
  _ x: Span<Float>, into labels: inout MutableSpan<Int32>, rows: Int, columns: Int, threads: ThreadPool = .serial
) {
  requireCount("largestColumns x", x.count, rows * columns)
  requireCount("largestColumns labels", labels.count, rows)
  precondition(columns > 0 || rows == 0, "largestColumns: expected at least one column")
  let (kernel, x, labels) = unsafe (threads.kernels.pointee.largest_columns, x.pointer, labels.pointer)
  threads.split(rows, multiple: 1, minimum: minimumRows(columns)) { unsafe kernel(x, labels, columns, $0, $1) }
}
