internal import CFledgeKernels

/// A convolution, ReLU and max-pooling whose windows do not overlap, in one pass over each image.
///
/// The result has the bits of the three one after the other. The gradient is that of the three too, summed in another
/// order: it is zero at all pixels but those that won and are above 0, and only these are multiplied.
///
/// **Shapes**: as those of `Convolution`, with outputHeight / pool and outputWidth / pool rows and columns that come out.
public struct ConvReLUPool: Sendable, Equatable {
  /// What is pooled.
  public let convolution: Convolution
  /// The side and the stride of the pooling's window.
  public let pool: Int

  /// The most pixels on the side of a pooling's window.
  public static let mostPool = 8

  /// Describes a convolution and its pooling.
  public init(_ convolution: Convolution, pool: Int) {
    let window = convolution.window
    precondition(
      (1...ConvReLUPool.mostPool).contains(pool) && pool <= min(window.outputHeight, window.outputWidth),
      "ConvReLUPool: expected a pooling of 1 to \(ConvReLUPool.mostPool) pixels that fits, found \(pool)")
    self.convolution = convolution
    self.pool = pool
  }

  private var window: ImageWindow { convolution.window }
  private var outputs: Int { convolution.outputs }

  /// The values of one image that come out.
  public var outputCount: Int { outputs * (window.outputHeight / pool) * (window.outputWidth / pool) }
  /// The floats that keep the weights in the order of the kernels; `forward` fills them, `backward` reads them.
  public var packedCount: Int { convolution.packedCount }
  /// The floats that `forward` and `backward` work in.
  public var scratchCount: Int {
    unsafe mostGroups * withCWindow { unsafe fledge_pooled_scratch_count($0, outputs, pool) }
  }
  /// The floats in which `backward` sums the groups' gradients.
  public var gradientScratchCount: Int { mostGroups * partialCount }
  /// The floats for each image that say which pixels won.
  public var winnerCount: Int { unsafe withCWindow { unsafe fledge_pooled_winner_count($0, outputs, pool) } / 4 }

  private var mostGroups: Int { max(2, min(16, (1 << 22) / partialCount)) }
  private var partialCount: Int { unsafe withCWindow { unsafe fledge_pooled_partial_count($0, outputs) } }

  private func withCWindow(_ body: (UnsafePointer<fledge_window>) -> Int) -> Int {
    var cWindow = window.cWindow
    return unsafe withUnsafePointer(to: &cWindow) { unsafe body($0) }
  }

  /// Computes y of a batch.
  ///
  /// - Parameters:
  ///   - bias: `[outputs]`, or empty for none.
  ///   - packed: `packedCount` floats, overwritten.
  ///   - scratch: `scratchCount` floats, overwritten.
  ///   - winners: `batch` times `winnerCount` floats, overwritten with what `backward` needs.
  public func forward(
    _ x: Span<Float>, _ w: Span<Float>, bias: Span<Float>, into y: inout MutableSpan<Float>,
    packed: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>, winners: inout MutableSpan<Float>, batch: Int,
    threads: ThreadPool = .serial
  ) {
    requireCount("ConvReLUPool.forward x", x.count, batch * window.inputCount)
    requireCount("ConvReLUPool.forward w", w.count, convolution.weightCount)
    requireCount("ConvReLUPool.forward y", y.count, batch * outputCount)
    if !bias.isEmpty { requireCount("ConvReLUPool.forward bias", bias.count, outputs) }
    requireMemory(packed.count, scratch.count, winners.count, batch)
    guard batch > 0 else { return }
    let base = unsafe fledge_convolution(
      window: window.cWindow, outputs: outputs, batch: batch, groups: min(batch, mostGroups), input: x.pointer,
      weight: w.pointer, bias: bias.pointerOrNil, output: y.pointer, output_gradient: nil, input_gradient: nil,
      weight_gradient: nil, bias_gradient: nil, packed: packed.pointer, scratch: scratch.pointer, partial: nil)
    var job = unsafe fledge_pooled_convolution(base: base, pool: pool, winners: bytes(winners.pointer))
    let kernels = unsafe threads.convolution
    unsafe withUnsafePointer(to: &job) { job in
      convolution.split(outputs, each: convolution.weightCount / outputs, threads) {
        unsafe kernels.pointee.pooled_pack(job, $0, $1)
      }
      convolution.shareGroups(min(batch, mostGroups), batch: batch, threads) {
        unsafe kernels.pointee.pooled_forward(job, $0)
      }
    }
  }

  /// Computes the gradients of a batch.
  ///
  /// - Parameters:
  ///   - packed: what `forward` made of the same weights, as `winners` is what it made of the same batch.
  ///   - dx: `[batch, channels, height, width]`, overwritten, or empty for none.
  ///   - dw: `[outputs, channels, kernel, kernel]`, added to.
  ///   - db: `[outputs]`, added to, or empty for none.
  ///   - gradientScratch: `gradientScratchCount` floats, overwritten.
  public func backward(
    _ dy: Span<Float>, x: Span<Float>, packed: inout MutableSpan<Float>, winners: inout MutableSpan<Float>,
    into dx: inout MutableSpan<Float>, dw: inout MutableSpan<Float>, db: inout MutableSpan<Float>,
    scratch: inout MutableSpan<Float>, gradientScratch: inout MutableSpan<Float>, batch: Int,
    threads: ThreadPool = .serial
  ) {
    requireCount("ConvReLUPool.backward dy", dy.count, batch * outputCount)
    requireCount("ConvReLUPool.backward x", x.count, batch * window.inputCount)
    if !dx.isEmpty { requireCount("ConvReLUPool.backward dx", dx.count, x.count) }
    requireCount("ConvReLUPool.backward dw", dw.count, convolution.weightCount)
    if !db.isEmpty { requireCount("ConvReLUPool.backward db", db.count, outputs) }
    requireMemory(packed.count, scratch.count, winners.count, batch)
    precondition(
      gradientScratch.count >= gradientScratchCount, "ConvReLUPool: too little memory for gradients")
    guard batch > 0 else { return }
    let base = unsafe fledge_convolution(
      window: window.cWindow, outputs: outputs, batch: batch, groups: min(batch, mostGroups), input: x.pointer,
      weight: UnsafePointer(packed.pointer), bias: nil, output: nil, output_gradient: dy.pointer,
      input_gradient: dx.pointerOrNil, weight_gradient: dw.pointer, bias_gradient: db.pointerOrNil,
      packed: packed.pointer, scratch: scratch.pointer, partial: gradientScratch.pointer)
    var job = unsafe fledge_pooled_convolution(base: base, pool: pool, winners: bytes(winners.pointer))
    let kernels = unsafe threads.convolution
    unsafe withUnsafePointer(to: &job) { job in
      convolution.shareGroups(min(batch, mostGroups), batch: batch, threads) {
        unsafe kernels.pointee.pooled_backward(job, $0)
      }
      convolution.split(outputs, each: convolution.weightCount / outputs * min(batch, mostGroups), threads) {
        unsafe kernels.pointee.pooled_reduce(job, $0, $1)
      }
    }
  }

  private func requireMemory(_ packed: Int, _ scratch: Int, _ winners: Int, _ batch: Int) {
    precondition(
      packed >= packedCount && scratch >= scratchCount && winners >= batch * winnerCount,
      "ConvReLUPool: too little memory to work in")
  }

  private func bytes(_ floats: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<UInt8> {
    unsafe UnsafeMutableRawPointer(floats).assumingMemoryBound(to: UInt8.self)
  }
}
