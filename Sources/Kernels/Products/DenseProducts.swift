internal import CFledgeKernels

// The products of a fused linear layer. Their epilogues are applied to each tile while it is in cache. Every element sees
// the same operations in the same order as in separate passes, so the bits are the same.

/// Y = f(X·W + b).
///
/// - Parameters:
///   - x: `[rows, inner]`, row-major.
///   - w: `[inner, columns]`, in panels.
///   - bias: `[columns]`, or empty for none.
///   - activation: f, or `nil` for the identity.
///   - y: `[rows, columns]`, row-major, overwritten.
///   - zeroMask: where x is 0, which is skipped, or `nil`; in fp32 alone.
///   - active: the columns of x that are not 0 throughout, gathered; `nil` for all, as with `zeroMask`.
public func denseForward(
  _ x: Span<Float>, _ w: Span<Float>, bias: Span<Float>, activation: Activation?, into y: inout MutableSpan<Float>,
  rows: Int, inner: Int, columns: Int, zeroMask: ZeroMask? = nil, active: ActiveColumns? = nil,
  precision: Precision = .fp32, threads: ThreadPool = .serial
) {
  requireCount("denseForward x", x.count, rows * inner)
  requireCount("denseForward w", w.count, inner * columns)
  requireCount("denseForward y", y.count, rows * columns)
  if !bias.isEmpty { requireCount("denseForward bias", bias.count, columns) }
  requireSinglePrecision(active, precision)
  let product = LinearProduct(
    .forward, batch: rows, inputs: inner, outputs: columns, epilogue: activation == nil ? .none : .activation,
    hasBias: !bias.isEmpty, density: zeroMask?.density, neighborsAreAlike: zeroMask?.neighborsAreAlike ?? false,
    activeColumns: active?.count, precision: precision)
  let operands = unsafe Operands(
    a: active?.taken(rows: rows) ?? x.pointer, b: w.pointer, bias: bias.pointerOrNil, c: y.pointer, zeroMask: zeroMask,
    active: active)
  guard let activation else { return unsafe product.run(operands, threads: threads) }
  var epilogue = unsafe fledge_epilogue.none
  unsafe (epilogue.activation, epilogue.parameter) = activation.code
  unsafe product.run(operands, then: epilogue, threads: threads)
}

/// An activation, perhaps with dropout after it, whose derivative is a function of their output.
public struct ActivationDerivative: Sendable, Equatable {
  /// ReLU, sigmoid or tanh.
  public let activation: Activation
  /// The scale of what dropout kept; 1 without dropout.
  public let factor: Float

  /// `nil` where the derivative is no function of the output.
  ///
  /// Dropout is possible after ReLU alone, where an output of 0 has the derivative 0 whatever made it 0.
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
///   - derivative: that of the activation, or `nil` for 1.
///   - x: `[rows, inner]`; read for the derivative only.
///   - dx: `[rows, inner]`, row-major, overwritten.
///   - zeroMask: where dY is 0, which is skipped, or `nil`; in fp32 alone.
///   - active: the columns of x that are not 0 throughout, where it comes from ReLU; `nil` for all.
public func denseInputGradient(
  _ dy: Span<Float>, _ w: Span<Float>, derivative: ActivationDerivative?, x: Span<Float>,
  into dx: inout MutableSpan<Float>, rows: Int,
  inner: Int, columns: Int, zeroMask: ZeroMask? = nil, active: ActiveColumns? = nil, precision: Precision = .fp32,
  threads: ThreadPool = .serial
) {
  requireCount("denseInputGradient dy", dy.count, rows * columns)
  requireCount("denseInputGradient w", w.count, inner * columns)
  requireCount("denseInputGradient dx", dx.count, rows * inner)
  precondition(
    active == nil || derivative?.activation == .relu, "denseInputGradient: active columns need ReLU's derivative")
  requireSinglePrecision(active, precision)
  if active?.count == 0 {
    fill(&dx, with: 0, threads: threads)
    return
  }
  let product = LinearProduct(
    .inputGradient, batch: rows, inputs: inner, outputs: columns, epilogue: derivative == nil ? .none : .derivative,
    density: zeroMask?.density, neighborsAreAlike: zeroMask?.neighborsAreAlike ?? false, activeColumns: active?.count,
    precision: precision)
  let operands = unsafe Operands(a: dy.pointer, b: w.pointer, c: dx.pointer, zeroMask: zeroMask, active: active)
  guard let derivative else { return unsafe product.run(operands, threads: threads) }
  requireCount("denseInputGradient x", x.count, rows * inner)
  var epilogue = unsafe fledge_epilogue.none
  unsafe (epilogue.derivative, epilogue.derivative_parameter) = derivative.activation.code
  unsafe (epilogue.derivative_factor, epilogue.derivative_output) = (derivative.factor, x.pointer)
  unsafe product.run(operands, then: epilogue, threads: threads)
}

/// dy · f′ for an output that no product's epilogue has multiplied; `gradient` may be the memory of `dy`.
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
///   - zeroMask: where x is 0, transposed, which is skipped, or `nil`; in fp32 alone.
///   - active: the columns of x that are not 0 throughout, gathered; `nil` for all, as with `zeroMask`.
public func denseWeightGradient(
  _ x: Span<Float>, _ dy: Span<Float>, into dw: inout MutableSpan<Float>, bias db: inout MutableSpan<Float>, rows: Int,
  inner: Int, columns: Int, zeroMask: ZeroMask? = nil, active: ActiveColumns? = nil, precision: Precision = .fp32,
  threads: ThreadPool = .serial
) {
  requireCount("denseWeightGradient dw", dw.count, inner * columns)
  if !db.isEmpty { requireCount("denseWeightGradient db", db.count, columns) }
  var epilogue = unsafe fledge_epilogue.none
  unsafe epilogue.bias_gradient = db.isEmpty ? nil : db.pointer
  unsafe weightProduct(
    x, dy, into: dw.pointer, then: epilogue, .none, rows: rows, inner: inner, columns: columns, zeroMask: zeroMask,
    active: active, precision: precision, threads)
}

/// Updates W and b as soon as their gradients Xᵀ·dY and Σ dY are known; the gradient of W is never written.
///
/// - Parameters:
///   - x: `[rows, inner]`, row-major.
///   - dy: `[rows, columns]`, row-major.
///   - weights: W `[inner, columns]`, in panels, at an offset of a buffer, and its update.
///   - bias: the same for b.
///   - db: `[columns]`, overwritten with Σ dY; empty where there is no bias.
///   - zeroMask: where x is 0, transposed, which is skipped, or `nil`; in fp32 alone.
///   - active: the columns of x that are not 0 throughout, gathered; `nil` for all, as with `zeroMask`.
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
      var epilogue = unsafe fledge_epilogue.none
      unsafe (epilogue.update, epilogue.update_offset) = (weightStep, weightOffset)
      if !db.isEmpty {
        unsafe epilogue.bias_gradient = db.pointer
        unsafe (epilogue.bias_update, epilogue.bias_offset) = (biasStep, biasOffset)
      }
      // Nothing is written to C; the pointer only has to be one.
      unsafe weightProduct(
        x, dy, into: weightStep.pointee.weights, then: epilogue, weights.epilogue, rows: rows, inner: inner,
        columns: columns, zeroMask: zeroMask, active: active, precision: precision, threads)
    }
  }
}

private func weightProduct(
  _ x: Span<Float>, _ dy: Span<Float>, into dw: UnsafeMutablePointer<Float>, then epilogue: fledge_epilogue,
  _ kind: LinearProduct.Epilogue, rows: Int, inner: Int, columns: Int, zeroMask: ZeroMask?, active: ActiveColumns?,
  precision: Precision, _ threads: ThreadPool
) {
  requireCount("weight gradient x", x.count, rows * inner)
  requireCount("weight gradient dy", dy.count, rows * columns)
  requireSinglePrecision(active, precision)
  let product = LinearProduct(
    .weightGradient, batch: rows, inputs: inner, outputs: columns, epilogue: kind, density: zeroMask?.density,
    neighborsAreAlike: zeroMask?.neighborsAreAlike ?? false, activeColumns: active?.count, precision: precision)
  let operands = unsafe Operands(
    a: active?.taken(rows: rows) ?? x.pointer, b: dy.pointer, c: dw, zeroMask: zeroMask, active: active)
  unsafe product.run(operands, then: epilogue, threads: threads)
}

private func requireSinglePrecision(_ active: ActiveColumns?, _ precision: Precision) {
  precondition(active == nil || precision == .fp32, "product: active columns need fp32, found \(precision.rawValue)")
}

extension BufferUpdate {
  /// Which epilogue of a product applies it.
  package var epilogue: LinearProduct.Epilogue {
    unsafe step.gradient_scale == 1 && step.l1 == 0 && step.l2 == 0 && step.keep == 1 ? .update : .adjustedUpdate
  }
}
