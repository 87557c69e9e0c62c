internal import CFledgeKernels

/// A function of one number with the same bits on every processor.
package enum ElementaryFunction: Sendable, CaseIterable {
  /// eˣ, 0 where it would be denormal.
  case exp
  /// The natural logarithm.
  case log
  /// The error function.
  case erf
  /// sin(πx) for |x| ≤ 2.
  case sinPi
  /// cos(πx) for |x| ≤ 2.
  case cosPi
}

/// y = f(x), element by element; y may lie where x lies.
package func apply(
  _ function: ElementaryFunction, to x: Span<Float>, into y: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  requireCount("apply y", y.count, x.count)
  unsafe run(function, x.pointer, &y, threads)
}

/// y = f(y), element by element.
package func applyInPlace(_ function: ElementaryFunction, to y: inout MutableSpan<Float>, threads: ThreadPool = .serial)
{
  unsafe run(function, UnsafePointer(y.pointer), &y, threads)
}

private func run(
  _ function: ElementaryFunction, _ x: UnsafePointer<Float>, _ y: inout MutableSpan<Float>, _ threads: ThreadPool
) {
  let code =
    switch function {
    case .exp: FLEDGE_EXP
    case .log: FLEDGE_LOG
    case .erf: FLEDGE_ERF
    case .sinPi: FLEDGE_SINPI
    case .cosPi: FLEDGE_COSPI
    }
  let (kernel, kind) = unsafe (threads.kernels.pointee.function, Int32(code.rawValue))
  let (y, count) = unsafe (y.pointer, y.count)
  threads.split(count, minimum: minimumCostlyElements) { unsafe kernel(kind, x, y, $0, $1) }
}
