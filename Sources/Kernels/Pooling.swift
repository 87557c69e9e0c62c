internal import CFledgeKernels

/// y = the largest pixel under each place of the window; padding never wins, NaN always does.
///
/// - Parameters:
///   - x: `[batch, channels, height, width]`.
///   - y: `[batch, channels, outputHeight, outputWidth]`, overwritten.
public func maxPool(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, window: ImageWindow, batch: Int, threads: ThreadPool = .serial
) {
  requireCount("maxPool x", x.count, batch * window.inputCount)
  requireCount("maxPool y", y.count, batch * window.channels * window.positions)
  let (kernel, source, target) = unsafe (threads.convolution.pointee.max_pool, x.pointer, y.pointer)
  unsafe splitPlanes(window, batch, threads) { unsafe kernel($0, source, target, $1, $2) }
}

/// The whole gradient goes to the pixel that won; of equals, to the first in reading order.
///
/// - Parameters:
///   - x: what was pooled.
///   - dy: `[batch, channels, outputHeight, outputWidth]`.
///   - dx: `[batch, channels, height, width]`, overwritten.
public func maxPoolGradient(
  _ x: Span<Float>, _ dy: Span<Float>, into dx: inout MutableSpan<Float>, window: ImageWindow, batch: Int,
  threads: ThreadPool = .serial
) {
  requireCount("maxPoolGradient x", x.count, batch * window.inputCount)
  requireCount("maxPoolGradient dy", dy.count, batch * window.channels * window.positions)
  requireCount("maxPoolGradient dx", dx.count, x.count)
  let (kernel, source) = unsafe (threads.convolution.pointee.max_pool_gradient, x.pointer)
  let (gradient, target) = unsafe (dy.pointer, dx.pointer)
  unsafe splitPlanes(window, batch, threads) { unsafe kernel($0, source, gradient, target, $1, $2) }
}

/// y = Σ x / kernel² under each place of the window; padding counts as zeros.
///
/// - Parameters:
///   - x: `[batch, channels, height, width]`.
///   - y: `[batch, channels, outputHeight, outputWidth]`, overwritten.
public func averagePool(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, window: ImageWindow, batch: Int, threads: ThreadPool = .serial
) {
  requireCount("averagePool x", x.count, batch * window.inputCount)
  requireCount("averagePool y", y.count, batch * window.channels * window.positions)
  let (kernel, source, target) = unsafe (threads.convolution.pointee.average_pool, x.pointer, y.pointer)
  unsafe splitPlanes(window, batch, threads) { unsafe kernel($0, source, target, $1, $2) }
}

/// Each pixel gets dy / kernel² from every window that covers it.
///
/// - Parameters:
///   - dy: `[batch, channels, outputHeight, outputWidth]`.
///   - dx: `[batch, channels, height, width]`, overwritten.
public func averagePoolGradient(
  _ dy: Span<Float>, into dx: inout MutableSpan<Float>, window: ImageWindow, batch: Int, threads: ThreadPool = .serial
) {
  requireCount("averagePoolGradient dy", dy.count, batch * window.channels * window.positions)
  requireCount("averagePoolGradient dx", dx.count, batch * window.inputCount)
  let (kernel, source, target) = unsafe (threads.convolution.pointee.average_pool_gradient, dy.pointer, dx.pointer)
  unsafe splitPlanes(window, batch, threads) { unsafe kernel($0, source, target, $1, $2) }
}

private func splitPlanes(
  _ window: ImageWindow, _ batch: Int, _ threads: ThreadPool, _ body: (UnsafePointer<fledge_window>, Int, Int) -> Void
) {
  var cWindow = window.cWindow
  let pixels = max(window.height * window.width, window.positions * window.kernel * window.kernel)
  unsafe withUnsafePointer(to: &cWindow) { cWindow in
    threads.split(batch * window.channels, multiple: 1, minimum: max(1, 16384 / pixels)) { first, last in
      unsafe body(cWindow, first, last)
    }
  }
}
