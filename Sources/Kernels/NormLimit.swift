internal import CFledgeKernels

/// Which vectors of a weight matrix `[rows, columns]` (inputs by outputs) have their length limited.
public enum NormLimitAxis: Sendable {
  /// The weights that come into one output.
  case columns
  /// The weights that go out of one input.
  case rows
}

/// Scales every column (or row) of w whose Euclidean length is above `maximum` down to it ("max-norm").
///
/// Source: Srebro and Shraibman, 2005; with dropout, Srivastava et al., 2014, section 5.1.
public func limitNorms(
  _ w: inout MutableSpan<Float>, of axis: NormLimitAxis = .columns, to maximum: Float, rows: Int, columns: Int,
  layout: MatrixLayout = .panels, threads: ThreadPool = .serial
) {
  requireCount("limitNorms w", w.count, rows * columns)
  precondition(maximum >= 0, "limitNorms: expected a maximum of 0 or above, found \(maximum)")
  let panels: Int32 = layout == .panels ? 1 : 0
  let w = unsafe w.pointer
  switch axis {
  case .columns:
    let kernel = unsafe threads.kernels.pointee.limit_columns
    threads.split(columns, multiple: Panels.width, minimum: max(32, minimumElements / max(1, rows))) {
      unsafe kernel(w, panels, maximum, rows, columns, $0, $1)
    }
  case .rows:
    let kernel = unsafe threads.kernels.pointee.limit_rows
    threads.split(rows, multiple: 1, minimum: max(1, minimumElements / max(1, columns))) {
      unsafe kernel(w, panels, maximum, rows, columns, $0, $1)
    }
  }
}
