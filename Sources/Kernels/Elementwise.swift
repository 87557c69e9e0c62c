internal import CFledgeKernels

// Elementwise kernels. The result may be the memory of an argument.

// The fewest elements for each thread; with fewer, waking it costs more than it saves. Set by hand, except where a page
// of Benchmarks/log is named.

/// For simple arithmetic.
let minimumElements = 1 << 15
/// For exponentials, roots and the like.
let minimumCostlyElements = 1 << 12
/// For scans that only read.
let minimumSeenElements = 1 << 13
/// For rows gathered from all over memory (threads.md, AMD).
let minimumGatheredElements = 1 << 11
/// For losses, between products, when all threads are awake (threads.md, AMD).
let minimumLossElements = 1 << 9

/// y = a + b, element by element.
public func add(_ a: Span<Float>, _ b: Span<Float>, into y: inout MutableSpan<Float>, threads: ThreadPool = .serial) {
  requireCount("add b", b.count, a.count)
  requireCount("add y", y.count, a.count)
  let (kernel, a, b, y, count) = unsafe (threads.kernels.pointee.add, a.pointer, b.pointer, y.pointer, y.count)
  threads.split(count, minimum: minimumElements) { unsafe kernel(a, b, y, $0, $1) }
}

/// y = a − b, element by element.
public func subtract(
  _ a: Span<Float>, _ b: Span<Float>, into y: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  requireCount("subtract b", b.count, a.count)
  requireCount("subtract y", y.count, a.count)
  let (kernel, a, b, y, count) = unsafe (threads.kernels.pointee.subtract, a.pointer, b.pointer, y.pointer, y.count)
  threads.split(count, minimum: minimumElements) { unsafe kernel(a, b, y, $0, $1) }
}

/// y = a · b, element by element.
public func multiplyElements(
  _ a: Span<Float>, _ b: Span<Float>, into y: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  requireCount("multiplyElements b", b.count, a.count)
  requireCount("multiplyElements y", y.count, a.count)
  let (kernel, a, b, y, count) = unsafe (
    threads.kernels.pointee.multiply_elements, a.pointer, b.pointer, y.pointer, y.count
  )
  threads.split(count, minimum: minimumElements) { unsafe kernel(a, b, y, $0, $1) }
}

/// y += factor · x.
public func addScaled(
  _ x: Span<Float>, by factor: Float, to y: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  requireCount("addScaled y", y.count, x.count)
  let (kernel, x, y, count) = unsafe (threads.kernels.pointee.add_scaled, x.pointer, y.pointer, y.count)
  threads.split(count, minimum: minimumElements) { unsafe kernel(factor, x, y, $0, $1) }
}

/// y = factor · y.
public func scale(_ y: inout MutableSpan<Float>, by factor: Float, threads: ThreadPool = .serial) {
  let (kernel, y, count) = unsafe (threads.kernels.pointee.scale, y.pointer, y.count)
  threads.split(count, minimum: minimumElements) { unsafe kernel(factor, y, y, $0, $1) }
}

/// y = factor · x + shift, rounded once.
public func scaleAndShift(
  _ x: Span<Float>, factor: Float, shift: Float, into y: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  requireCount("scaleAndShift y", y.count, x.count)
  let (kernel, x, y, count) = unsafe (threads.kernels.pointee.affine, x.pointer, y.pointer, y.count)
  threads.split(count, minimum: minimumElements) { unsafe kernel(factor, shift, x, y, $0, $1) }
}

/// Clips every element to −limit...limit; NaN stays.
public func clip(_ y: inout MutableSpan<Float>, to limit: Float, threads: ThreadPool = .serial) {
  precondition(limit >= 0, "clip: expected a limit of 0 or above, found \(limit)")
  let (kernel, y, count) = unsafe (threads.kernels.pointee.clamp, y.pointer, y.count)
  threads.split(count, minimum: minimumElements) { unsafe kernel(-limit, limit, y, y, $0, $1) }
}

/// y = value, element by element.
public func fill(_ y: inout MutableSpan<Float>, with value: Float, threads: ThreadPool = .serial) {
  let (kernel, y, count) = unsafe (threads.kernels.pointee.fill, y.pointer, y.count)
  threads.split(count, minimum: minimumElements) { unsafe kernel(value, y, $0, $1) }
}

/// y = x; the two may not overlap unless they are the same.
public func copy(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  requireCount("copy y", y.count, x.count)
  unsafe y.pointer.update(from: x.pointer, count: x.count)
}
