internal import CFledgeKernels

/// Memory for a fixed number of 32-bit integers, zero at the beginning: labels and the indices of examples.
@safe
public final class IndexArena: Sendable {
  /// The number of integers.
  public let count: Int
  private nonisolated(unsafe) let start: UnsafeMutablePointer<Int32>

  /// Takes memory for `count` integers.
  public init(count: Int) {
    precondition(count >= 0, "IndexArena: expected a count of 0 or above, found \(count)")
    self.count = count
    let memory = unsafe fledge_aligned_zeroed(count * MemoryLayout<Int32>.stride)
    unsafe start = memory.bindMemory(to: Int32.self, capacity: max(count, 1))
  }

  deinit {
    unsafe fledge_aligned_free(start)
  }

  /// The integers of a range, to read.
  @_lifetime(borrow self)
  public func span(_ range: Range<Int>) -> Span<Int32> {
    check(range)
    let span = unsafe Span(_unsafeStart: UnsafePointer(start + range.lowerBound), count: range.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// The integers of a range, to change; the caller makes sure that nobody else uses the range at the same time.
  @_lifetime(borrow self)
  public func mutableSpan(_ range: Range<Int>) -> MutableSpan<Int32> {
    check(range)
    let span = unsafe MutableSpan(_unsafeStart: start + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  private func check(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "IndexArena: \(range) is outside of 0..<\(count)")
  }
}
