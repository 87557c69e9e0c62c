internal import CFledgeKernels

/// How the weight matrix of a product is stored.
public enum MatrixLayout: Sendable {
  /// Row by row.
  case rowMajor
  /// In panels of 32 columns: see `Panels`.
  case panels
}

/// Y = X·W + b.
///
/// Each element is one chain of fused multiply-adds over the inner index in ascending order, and then the bias.
/// Its bits depend neither on the threads nor on the instruction set.
///
/// - Parameters:
///   - x: `[rows, inner]`, row-major.
///   - w: `[inner, columns]`.
///   - bias: `[columns]`, or empty for none.
///   - y: `[rows, columns]`, row-major, overwritten.
public func multiply(
  _ x: Span<Float>, _ w: Span<Float>, bias: Span<Float> = Span(), into y: inout MutableSpan<Float>, rows: Int,
  inner: Int, columns: Int, layout: MatrixLayout = .panels, threads: ThreadPool = .serial
) {
  requireCount("multiply x", x.count, rows * inner)
  requireCount("multiply w", w.count, inner * columns)
  requireCount("multiply y", y.count, rows * columns)
  if !bias.isEmpty { requireCount("multiply bias", bias.count, columns) }
  let product = LinearProduct(
    .forward, batch: rows, inputs: inner, outputs: columns, layout: layout, hasBias: !bias.isEmpty)
  unsafe product.run(
    Operands(a: x.pointer, b: w.pointer, bias: bias.pointerOrNil, c: y.pointer), threads: threads)
}

/// dW (+)= Xᵀ·dY, summed over the rows in ascending order.
///
/// With `accumulate` each element's chain continues from the value in `dw`: a batch in two parts gives the bits of the
/// whole batch.
///
/// - Parameters:
///   - x: `[rows, inner]`, row-major.
///   - dy: `[rows, columns]`, row-major.
///   - dw: `[inner, columns]`.
public func multiplyTransposedLeft(
  _ x: Span<Float>, _ dy: Span<Float>, into dw: inout MutableSpan<Float>, accumulate: Bool, rows: Int, inner: Int,
  columns: Int, layout: MatrixLayout = .panels, threads: ThreadPool = .serial
) {
  requireCount("multiplyTransposedLeft x", x.count, rows * inner)
  requireCount("multiplyTransposedLeft dy", dy.count, rows * columns)
  requireCount("multiplyTransposedLeft dw", dw.count, inner * columns)
  let product = LinearProduct(.weightGradient, batch: rows, inputs: inner, outputs: columns, layout: layout)
  unsafe product.run(
    Operands(a: x.pointer, b: dy.pointer, c: dw.pointer, accumulates: accumulate), threads: threads)
}

/// dX = dY·Wᵀ + b, summed over the columns in ascending order.
///
/// - Parameters:
///   - dy: `[rows, columns]`, row-major.
///   - w: `[inner, columns]`.
///   - bias: `[inner]`, or empty for none.
///   - dx: `[rows, inner]`, row-major, overwritten.
public func multiplyTransposedRight(
  _ dy: Span<Float>, _ w: Span<Float>, bias: Span<Float> = Span(), into dx: inout MutableSpan<Float>, rows: Int,
  inner: Int, columns: Int, layout: MatrixLayout = .panels, threads: ThreadPool = .serial
) {
  requireCount("multiplyTransposedRight dy", dy.count, rows * columns)
  requireCount("multiplyTransposedRight w", w.count, inner * columns)
  requireCount("multiplyTransposedRight dx", dx.count, rows * inner)
  if !bias.isEmpty { requireCount("multiplyTransposedRight bias", bias.count, inner) }
  let product = LinearProduct(
    .inputGradient, batch: rows, inputs: inner, outputs: columns, layout: layout, hasBias: !bias.isEmpty)
  unsafe product.run(
    Operands(a: dy.pointer, b: w.pointer, bias: bias.pointerOrNil, c: dx.pointer), threads: threads)
}
