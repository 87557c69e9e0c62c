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
  let job = unsafe fledge_product(
    a: x.pointer, a_row_stride: inner, a_k_stride: 1, a_panels: 0, b: w.pointer,
    b_panels: layout == .panels ? 1 : 0, b_transposed: 0, bias: bias.pointerOrNil, c: y.pointer, c_panels: 0,
    c_transposed: 0, accumulate: 0, rows: rows, k: inner, columns: columns, zero_mask: .unknown, active: .all)
  unsafe run(job, threads)
}

/// dW (+)= Xᵀ·dY, summed over the rows in ascending order.
///
/// With `accumulate` each element's chain goes on from the value that is there: a batch in two parts gives the bits
/// of the whole batch.
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
  let job = unsafe fledge_product(
    a: x.pointer, a_row_stride: 1, a_k_stride: inner, a_panels: 0, b: dy.pointer, b_panels: 0, b_transposed: 0,
    bias: nil, c: dw.pointer, c_panels: layout == .panels ? 1 : 0, c_transposed: 0, accumulate: accumulate ? 1 : 0,
    rows: inner, k: rows, columns: columns, zero_mask: .unknown, active: .all)
  unsafe run(job, threads)
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
  let job = unsafe fledge_product(
    a: dy.pointer, a_row_stride: columns, a_k_stride: 1, a_panels: 0, b: w.pointer,
    b_panels: layout == .panels ? 1 : 0, b_transposed: 1, bias: bias.pointerOrNil, c: dx.pointer, c_panels: 0,
    c_transposed: 0, accumulate: 0, rows: rows, k: columns, columns: inner, zero_mask: .unknown, active: .all)
  unsafe run(job, threads)
}

/// Below this many multiply-adds for each thread, waking one costs more than it gives.
private let minimumWork = 1 << 15

/// Runs a product, its tiles shared out among the team.
///
/// - Parameters:
///   - epilogue: what becomes of each finished tile.
///   - extraWork: what that costs, in multiply-adds for each element.
///   - density: the part of the left factor that is not 0, where the product leaves out the rest.
///   - precision: what the factors are rounded to; it must be available.
func run(
  _ job: fledge_product, then epilogue: fledge_epilogue? = nil, extraWork: Int = 0, density: Double = 1,
  precision: Precision = .fp32, _ threads: ThreadPool
) {
  var job = unsafe job
  let tileRows = unsafe threads.kernels.pointee.tile_rows
  let rowTiles = unsafe (job.rows + tileRows - 1) / tileRows
  let shares = unsafe TileShares(rowTiles: rowTiles, columns: job.columns)
  guard shares.count > 0 else { return }
  let work = unsafe job.rows * job.columns * (Int(density * Double(job.k)) + extraWork)
  let workOfShare = max(1, work / shares.count)
  let minimum = (minimumWork + workOfShare - 1) / workOfShare
  let hasEpilogue = unsafe epilogue != nil
  let rounded = unsafe precision.kernel(threads.instructionSet)
  unsafe precondition(precision == .fp32 || rounded != nil, "product: no kernel for \(precision.rawValue)")
  unsafe precondition(
    precision == .fp32 || job.a_panels + job.c_transposed + job.accumulate == 0 && job.active.dimension == 0,
    "product: a layout that \(precision.rawValue) has no kernel for")
  let scratchCount = unsafe rounded != nil ? fledge_scratch_count_bf16(&job) : fledge_scratch_count(&job)
  var then = unsafe epilogue ?? fledge_epilogue.none
  unsafe withUnsafePointer(to: &job) { job in
    unsafe withUnsafePointer(to: &then) { then in
      threads.split(shares.count, multiple: 1, minimum: minimum) { first, last in
        let scratch =
          unsafe scratchCount == 0
          ? nil : fledge_scratch(scratchCount * MemoryLayout<Float>.stride).assumingMemoryBound(to: Float.self)
        let kernel = unsafe rounded ?? threads.kernels.pointee.multiply_epilogue
        unsafe kernel(job, hasEpilogue ? then : nil, shares.tile(first), shares.tile(last), scratch)
      }
    }
  }
}

/// The work of a product in shares of equal size: a tile is two, one of a last panel of at most half the width is one.
private struct TileShares {
  private let wholeTiles: Int
  private let sharesOfNarrow: Int
  let count: Int

  init(rowTiles: Int, columns: Int) {
    let narrow = columns % Panels.width
    wholeTiles = columns / Panels.width * rowTiles
    sharesOfNarrow = narrow <= Panels.width / 2 ? 1 : 2
    count = 2 * wholeTiles + (narrow == 0 ? 0 : sharesOfNarrow * rowTiles)
  }

  /// The first tile that belongs to the shares from `share` on.
  func tile(_ share: Int) -> Int {
    share <= 2 * wholeTiles ? share / 2 : wholeTiles + (share - 2 * wholeTiles) / sharesOfNarrow
  }
}

extension fledge_epilogue {
  /// Nothing happens to a tile.
  static var none: fledge_epilogue {
    unsafe fledge_epilogue(
      activation: -1, parameter: 0, derivative: -1, derivative_parameter: 0, derivative_factor: 1,
      derivative_output: nil, update: nil,
      update_offset: 0, bias_gradient: nil, bias_update: nil, bias_offset: 0)
  }
}
