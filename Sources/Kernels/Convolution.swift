internal import CFledgeKernels

/// A convolution of images, and the memory that it works in.
///
///     y[n, o, r, c] = b[o] + Σ_{i, j, d} W[o, d, i, j] · x[n, d, r·stride + i − padding, c·stride + j − padding]
///
/// **Shapes**: `x: [batch, channels, height, width]`, `y: [batch, outputs, outputHeight, outputWidth]`,
/// `w: [outputs, channels, kernel, kernel]`.
///
/// Each output is one chain of fused multiply-adds over window row, window column and channel, and then the bias. The
/// gradient of the weights is summed over groups of images, the groups by a fixed tree. No bit depends on the threads
/// or the instruction set.
public struct Convolution: Sendable, Equatable {
  /// What slides over the images.
  public let window: ImageWindow
  /// The channels that come out.
  public let outputs: Int

  /// Describes a convolution.
  public init(window: ImageWindow, outputs: Int) {
    precondition(outputs > 0, "Convolution: expected 1 or more output channels, found \(outputs)")
    self.window = window
    self.outputs = outputs
  }

  /// The values of one image that come out.
  public var outputCount: Int { outputs * window.positions }
  /// The number of weights.
  public var weightCount: Int { outputs * window.channels * window.kernel * window.kernel }

  /// The most groups that a batch is cut into: sixteen, or fewer where their gradients would fill the memory.
  var mostGroups: Int { max(2, min(16, (1 << 22) / partialCount)) }

  /// The floats that keep the weights in the order of the products; `forward` fills them, `backward` reads them.
  public var packedCount: Int { unsafe withCWindow { unsafe fledge_convolution_packed_count($0, outputs) } }
  /// The floats that `forward` and `backward` work in.
  public var scratchCount: Int {
    unsafe mostGroups * withCWindow { unsafe fledge_convolution_scratch_count($0, outputs) }
  }
  /// The floats in which `backward` sums the groups' gradients.
  public var gradientScratchCount: Int { mostGroups * partialCount }

  private var partialCount: Int { unsafe withCWindow { unsafe fledge_convolution_partial_count($0, outputs) } }

  private func withCWindow<Result>(_ body: (UnsafePointer<fledge_window>) -> Result) -> Result {
    var window = window.cWindow
    return unsafe withUnsafePointer(to: &window) { unsafe body($0) }
  }

  /// Computes y of a batch.
  ///
  /// - Parameters:
  ///   - bias: `[outputs]`, or empty for none.
  ///   - packed: `packedCount` floats, overwritten.
  ///   - scratch: `scratchCount` floats, overwritten.
  public func forward(
    _ x: Span<Float>, _ w: Span<Float>, bias: Span<Float>, into y: inout MutableSpan<Float>,
    packed: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>, batch: Int, threads: ThreadPool = .serial
  ) {
    requireCount("Convolution.forward x", x.count, batch * window.inputCount)
    requireCount("Convolution.forward w", w.count, weightCount)
    requireCount("Convolution.forward y", y.count, batch * outputCount)
    if !bias.isEmpty { requireCount("Convolution.forward bias", bias.count, outputs) }
    requireMemory(packed.count, scratch.count)
    guard batch > 0 else { return }
    var job = unsafe fledge_convolution(
      window: window.cWindow, outputs: outputs, batch: batch, groups: min(batch, mostGroups), input: x.pointer,
      weight: w.pointer, bias: bias.pointerOrNil, output: y.pointer, output_gradient: nil, input_gradient: nil,
      weight_gradient: nil, bias_gradient: nil, packed: packed.pointer, scratch: scratch.pointer, partial: nil)
    let kernels = unsafe threads.convolution
    unsafe withUnsafePointer(to: &job) { job in
      split(outputs, each: weightCount / outputs, threads) { unsafe kernels.pointee.pack_weights(job, $0, $1) }
      unsafe shareGroups(job.pointee.groups, batch: batch, threads) { unsafe kernels.pointee.forward(job, $0) }
    }
  }

  /// Computes the gradients of a batch.
  ///
  /// - Parameters:
  ///   - packed: what `forward` made of the same weights.
  ///   - dx: `[batch, channels, height, width]`, overwritten, or empty for none.
  ///   - dw: `[outputs, channels, kernel, kernel]`, added to.
  ///   - db: `[outputs]`, added to, or empty for none.
  ///   - gradientScratch: `gradientScratchCount` floats, overwritten.
  public func backward(
    _ dy: Span<Float>, x: Span<Float>, packed: inout MutableSpan<Float>, into dx: inout MutableSpan<Float>,
    dw: inout MutableSpan<Float>, db: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>,
    gradientScratch: inout MutableSpan<Float>, batch: Int, threads: ThreadPool = .serial
  ) {
    requireCount("Convolution.backward dy", dy.count, batch * outputCount)
    requireCount("Convolution.backward x", x.count, batch * window.inputCount)
    if !dx.isEmpty { requireCount("Convolution.backward dx", dx.count, x.count) }
    requireCount("Convolution.backward dw", dw.count, weightCount)
    if !db.isEmpty { requireCount("Convolution.backward db", db.count, outputs) }
    requireMemory(packed.count, scratch.count)
    precondition(gradientScratch.count >= gradientScratchCount, "Convolution: too little memory for gradients")
    guard batch > 0 else { return }
    var job = unsafe fledge_convolution(
      window: window.cWindow, outputs: outputs, batch: batch, groups: min(batch, mostGroups), input: x.pointer,
      weight: UnsafePointer(packed.pointer), bias: nil, output: nil, output_gradient: dy.pointer,
      input_gradient: dx.pointerOrNil, weight_gradient: dw.pointer, bias_gradient: db.pointerOrNil,
      packed: packed.pointer, scratch: scratch.pointer, partial: gradientScratch.pointer)
    let kernels = unsafe threads.convolution
    unsafe withUnsafePointer(to: &job) { job in
      unsafe shareGroups(job.pointee.groups, batch: batch, threads) { unsafe kernels.pointee.backward(job, $0) }
      split(outputs, each: weightCount / outputs * min(batch, mostGroups), threads) {
        unsafe kernels.pointee.reduce(job, $0, $1)
      }
    }
  }

  private func requireMemory(_ packed: Int, _ scratch: Int) {
    precondition(packed >= packedCount && scratch >= scratchCount, "Convolution: too little memory to work in")
  }

  /// Cuts outputs into ranges at multiples of sixteen; the work on one of them is counted in floats.
  func split(_ outputs: Int, each work: Int, _ threads: ThreadPool, _ body: (Int, Int) -> Void) {
    threads.split(outputs, minimum: max(16, (1 << 14) / max(1, work)), body)
  }

  /// Whoever is free takes the next group; small batches stay with the caller.
  func shareGroups(_ groups: Int, batch: Int, _ threads: ThreadPool, _ body: (Int) -> Void) {
    let work = batch * weightCount * window.positions
    guard work / groups < minimumWork else {
      threads.run(groups, body)
      return
    }
    threads.split(groups, multiple: 1, minimum: max(1, minimumWork * groups / work)) { first, last in
      for group in first..<last { body(group) }
    }
  }
}

/// Below this many multiply-adds for each thread, waking one costs more than it gives.
private let minimumWork = 1 << 17
