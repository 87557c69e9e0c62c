internal import CFledgeKernels

/// Memory for a fixed number of floats, zero at the beginning and aligned to 64 bytes.
@safe
public final class Arena: Sendable {
  /// The number of floats.
  public let count: Int
  private nonisolated(unsafe) let start: UnsafeMutablePointer<Float>

  /// Takes memory for `count` floats.
  public init(count: Int) {
    precondition(count >= 0, "Arena: expected a count of 0 or above, found \(count)")
    self.count = count
    let memory = unsafe fledge_aligned_zeroed(count * MemoryLayout<Float>.stride)
    unsafe start = memory.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit {
    unsafe fledge_aligned_free(start)
  }

  /// The floats of a range, to read.
  @_lifetime(borrow self)
  public func span(_ range: Range<Int>) -> Span<Float> {
    check(range)
    let span = unsafe Span(_unsafeStart: UnsafePointer(start + range.lowerBound), count: range.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// The floats of a range, to change.
  ///
  /// The caller makes sure that nobody else writes to the range at the same time, and that nobody who reads it
  /// minds the change.
  @_lifetime(borrow self)
  public func mutableSpan(_ range: Range<Int>) -> MutableSpan<Float> {
    check(range)
    let span = unsafe MutableSpan(_unsafeStart: start + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  private func check(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "Arena: \(range) is outside of 0..<\(count)")
  }
}
