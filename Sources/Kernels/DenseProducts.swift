internal import CFledgeKernels

// The products of a dense layer with what comes before and after them done tile by tile, while a tile is in cache.
// Every element sees the same operations in the same order as in passes of their own: the bits are the same.

/// Y = f(X·W + b).
///
/// - Parameters:
///   - x: `[rows, inner]`, row-major.
///   - w: `[inner, columns]`, in panels.
///   - bias: `[columns]`, or empty for none.
///   - activation: f, or `nil` for the identity.
///   - y: `[rows, columns]`, row-major, overwritten.
///   - nonzero: where x is not 0, or `nil` for perhaps everywhere; in fp32 alone.
///   - live: the columns of x that are not 0 throughout, taken; `nil` for perhaps all, as with `zeroMask`.
public func denseForward(
  _ x: Span<Float>, _ w: Span<Float>, bias: Span<Float>, activation: Activation?, into y: inout MutableSpan<Float>,
  rows: Int, inner: Int, columns: Int, zeroMask: ZeroMask? = nil, active: ActiveColumns? = nil,
  precision: Precision = .fp32, threads: ThreadPool = .serial
) {
  requireCount("denseForward x", x.count, rows * inner)
  requireCount("denseForward w", w.count, inner * columns)
  requireCount("denseForward y", y.count, rows * columns)
  if !bias.isEmpty { requireCount("denseForward bias", bias.count, columns) }
  let k = active?.count ?? inner
  let job = unsafe fledge_product(
    a: active?.taken(rows: rows) ?? x.pointer, a_row_stride: k, a_k_stride: 1, a_panels: 0, b: w.pointer,
    b_panels: 1, b_transposed: 0, bias: bias.pointerOrNil, c: y.pointer, c_panels: 0, c_transposed: 0, accumulate: 0,
    rows: rows, k: k, columns: columns,
    zero_mask: zeroMask?.ofRows(threads.instructionSet) ?? .unknown,
    active: active?.leaving(FLEDGE_K) ?? .all)
  let density = zeroMask?.density ?? 1
  guard let activation else { return unsafe run(job, density: density, precision: precision, threads) }
  var then = unsafe fledge_epilogue.none
  unsafe (then.activation, then.parameter) = activation.code
  unsafe run(job, then: then, density: density, precision: precision, threads)
}

/// An activation, perhaps with dropout after it, whose derivative can be told from what came out of both.
public struct ActivationDerivative: Sendable, Equatable {
  /// The activation: ReLU, sigmoid or tanh.
  public let activation: Activation
  /// What dropout multiplied with that which it kept; 1 without dropout.
  public let factor: Float

  /// Makes a gate where the derivative can be told from the output, and else nothing.
  ///
  /// Dropout is possible after ReLU alone, where all that is 0 has the derivative 0, for whichever reason.
  public init?(_ activation: Activation, dropout probability: Float? = nil) {
    switch activation {
    case .relu: factor = probability.map { 1 / (1 - $0) } ?? 1
    case .sigmoid, .tanh:
      if probability != nil { return nil }
      factor = 1
    default: return nil
    }
    self.activation = activation
  }
}

/// dX = dY·Wᵀ, times the derivative of the activation that made X.
///
/// - Parameters:
///   - dy: `[rows, columns]`, row-major.
///   - w: `[inner, columns]`, in panels.
///   - gate: what made X, or `nil` for nothing.
///   - x: `[rows, inner]`; read where there is a gate.
///   - dx: `[rows, inner]`, row-major, overwritten.
///   - nonzero: where dY is not 0, or `nil` for perhaps everywhere; in fp32 alone.
///   - live: the columns of x that are not 0 throughout, where the gate is ReLU's; `nil` for perhaps all.
public func denseInputGradient(
  _ dy: Span<Float>, _ w: Span<Float>, derivative: ActivationDerivative?, x: Span<Float>,
  into dx: inout MutableSpan<Float>, rows: Int,
  inner: Int, columns: Int, zeroMask: ZeroMask? = nil, active: ActiveColumns? = nil, precision: Precision = .fp32,
  threads: ThreadPool = .serial
) {
  requireCount("denseInputGradient dy", dy.count, rows * columns)
  requireCount("denseInputGradient w", w.count, inner * columns)
  requireCount("denseInputGradient dx", dx.count, rows * inner)
  precondition(active == nil || derivative?.activation == .relu, "denseInputGradient: live columns need ReLU's gate")
  if active?.count == 0 {
    fill(&dx, with: 0, threads: threads)
    return
  }
  // dXᵀ = W·dYᵀ transposes dY and dX in place of W. That is less work where one panel is filled with the whole batch
  // (with more of them W would be read as often) and sums are long. Zeros of dY are left out by its rows, so they and
  // bf16 need the other way too.
  let fillsOnePanel = Panels.width / 2 < rows && rows <= Panels.width
  let isTurned = fillsOnePanel && columns >= 64 && zeroMask == nil && active == nil && precision == .fp32
  let job =
    unsafe isTurned
    ? fledge_product(
      a: w.pointer, a_row_stride: 0, a_k_stride: 0, a_panels: 1, b: dy.pointer, b_panels: 0, b_transposed: 1,
      bias: nil, c: dx.pointer, c_panels: 0, c_transposed: 1, accumulate: 0, rows: inner, k: columns,
      columns: rows, zero_mask: .unknown, active: .all)
    : fledge_product(
      a: dy.pointer, a_row_stride: columns, a_k_stride: 1, a_panels: 0, b: w.pointer, b_panels: 1, b_transposed: 1,
      bias: nil, c: dx.pointer, c_panels: 0, c_transposed: 0, accumulate: 0, rows: rows, k: columns,
      columns: active?.count ?? inner, zero_mask: zeroMask?.ofRows(threads.instructionSet) ?? .unknown,
      active: active?.leaving(FLEDGE_COLUMNS) ?? .all)
  let density = zeroMask?.density ?? 1
  guard let derivative else { return unsafe run(job, density: density, precision: precision, threads) }
  requireCount("denseInputGradient x", x.count, rows * inner)
  var then = unsafe fledge_epilogue.none
  unsafe (then.derivative, then.derivative_parameter) = derivative.activation.code
  unsafe then.derivative_factor = derivative.factor
  unsafe then.derivative_output = x.pointer
  unsafe run(job, then: then, density: density, precision: precision, threads)
}

/// dy · f′ for the whole of an output that no product's epilogue has treated; `gradient` may lie where `dy` lies.
public func applyActivationDerivative(
  _ derivative: ActivationDerivative, output: Span<Float>, outputGradient dy: Span<Float>,
  into gradient: inout MutableSpan<Float>,
  threads: ThreadPool = .serial
) {
  activationGradient(
    derivative.activation, input: output, output: output, outputGradient: dy, into: &gradient, threads: threads)
  if derivative.factor != 1 { scale(&gradient, by: derivative.factor, threads: threads) }
}

/// dW = Xᵀ·dY in panels and db = Σ dY over the rows, both overwritten.
///
/// - Parameters:
///   - x: `[rows, inner]`, row-major.
///   - dy: `[rows, columns]`, row-major.
///   - dw: `[inner, columns]`.
///   - db: `[columns]`, or empty for none.
///   - nonzero: where x is not 0, transposed, or `nil` for perhaps everywhere; in fp32 alone.
///   - live: the columns of x that are not 0 throughout, taken; `nil` for perhaps all, as with `zeroMask`.
public func denseWeightGradient(
  _ x: Span<Float>, _ dy: Span<Float>, into dw: inout MutableSpan<Float>, bias db: inout MutableSpan<Float>, rows: Int,
  inner: Int, columns: Int, zeroMask: ZeroMask? = nil, active: ActiveColumns? = nil, precision: Precision = .fp32,
  threads: ThreadPool = .serial
) {
  requireCount("denseWeightGradient dw", dw.count, inner * columns)
  if !db.isEmpty { requireCount("denseWeightGradient db", db.count, columns) }
  var then = unsafe fledge_epilogue.none
  unsafe then.bias_gradient = db.isEmpty ? nil : db.pointer
  unsafe run(
    weightProduct(
      x, dy, into: dw.pointer, rows: rows, inner: inner, columns: columns, zeroMask: zeroMask, active: active, threads),
    then: then, density: zeroMask?.density ?? active?.share ?? 1, precision: precision, threads)
}

/// What an optimizer's step costs for each weight, in multiply-adds: a root and a division.
private let updateWork = 20

/// Updates W and b as soon as their gradients Xᵀ·dY and Σ dY are known; the gradient of W is never written.
///
/// - Parameters:
///   - x: `[rows, inner]`, row-major.
///   - dy: `[rows, columns]`, row-major.
///   - weights: W `[inner, columns]`, in panels, at an offset of a buffer, and what is done to it.
///   - bias: the same for b.
///   - db: `[columns]`, overwritten with Σ dY; empty where there is no bias.
///   - nonzero: where x is not 0, transposed, or `nil` for perhaps everywhere; in fp32 alone.
///   - live: the columns of x that are not 0 throughout, taken; `nil` for perhaps all, as with `zeroMask`.
public func denseUpdate(
  _ x: Span<Float>, _ dy: Span<Float>, weights: BufferUpdate, at weightOffset: Int, bias: BufferUpdate,
  at biasOffset: Int, biasGradient db: inout MutableSpan<Float>, rows: Int, inner: Int, columns: Int,
  zeroMask: ZeroMask? = nil, active: ActiveColumns? = nil, precision: Precision = .fp32, threads: ThreadPool = .serial
) {
  weights.check(weightOffset, count: inner * columns)
  var (weightStep, biasStep) = unsafe (weights.step, bias.step)
  if !db.isEmpty {
    requireCount("denseUpdate db", db.count, columns)
    bias.check(biasOffset, count: columns)
  }
  unsafe withUnsafePointer(to: &weightStep) { weightStep in
    unsafe withUnsafePointer(to: &biasStep) { biasStep in
      var then = unsafe fledge_epilogue.none
      unsafe (then.update, then.update_offset) = (weightStep, weightOffset)
      if !db.isEmpty {
        unsafe then.bias_gradient = db.pointer
        unsafe (then.bias_update, then.bias_offset) = (biasStep, biasOffset)
      }
      // Nothing is written to `c`; the pointer only has to be one.
      let product = unsafe weightProduct(
        x, dy, into: weightStep.pointee.weights, rows: rows, inner: inner, columns: columns, zeroMask: zeroMask,
        active: active, threads)
      unsafe run(
        product, then: then, extraWork: updateWork, density: zeroMask?.density ?? active?.share ?? 1,
        precision: precision, threads)
    }
  }
}

private func weightProduct(
  _ x: Span<Float>, _ dy: Span<Float>, into dw: UnsafeMutablePointer<Float>, rows: Int, inner: Int, columns: Int,
  zeroMask: ZeroMask?, active: ActiveColumns?, _ threads: ThreadPool
) -> fledge_product {
  requireCount("weight gradient x", x.count, rows * inner)
  requireCount("weight gradient dy", dy.count, rows * columns)
  return unsafe fledge_product(
    a: active?.taken(rows: rows) ?? x.pointer, a_row_stride: 1, a_k_stride: active?.count ?? inner, a_panels: 0,
    b: dy.pointer, b_panels: 0, b_transposed: 0, bias: nil, c: dw, c_panels: 1, c_transposed: 0, accumulate: 0,
    rows: inner, k: rows, columns: columns, zero_mask: zeroMask?.ofColumns(threads.instructionSet) ?? .unknown,
    active: active?.leaving(FLEDGE_ROWS) ?? .all)
}
