import FledgeKernels

/// The state buffers of a range of parameters.
public struct StateViews: Sendable {
  let arena: AlignedBuffer<Float>
  let stride: Int
  let range: Range<Int>

  /// Buffer `index` for the range, to change.
  @_lifetime(borrow self)
  public func mutable(_ index: Int) -> MutableSpan<Float> {
    let span = arena.mutableSpan(index * stride + range.lowerBound..<index * stride + range.upperBound)
    return unsafe _overrideLifetime(span, borrowing: self)
  }
}

/// All state buffers of an optimizer, one behind the other in one allocation.
struct OptimizerState {
  let arena: AlignedBuffer<Float>
  let stride: Int

  init(buffers: Int, count: Int) {
    stride = count
    arena = AlignedBuffer<Float>(count: buffers * count)
  }

  func slots(_ range: Range<Int>) -> StateViews { StateViews(arena: arena, stride: stride, range: range) }
}
