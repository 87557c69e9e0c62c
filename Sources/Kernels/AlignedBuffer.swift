internal import CFledgeKernels

/// A fixed number of elements, zero at first, whose memory is aligned to 64 bytes.
///
/// Several threads may write at once to ranges that do not overlap.
@safe
public final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  public let count: Int
  /// The address of the first element, for kernels that take raw pointers.
  @usableFromInline package let start: UnsafeMutablePointer<Element>

  /// Allocates `count` elements of zero bits.
  public init(count: Int) {
    precondition(count >= 0, "AlignedBuffer: expected a count of 0 or above, found \(count)")
    self.count = count
    let memory = unsafe fledge_aligned_zeroed(max(count, 1) * MemoryLayout<Element>.stride)
    unsafe start = memory.bindMemory(to: Element.self, capacity: max(count, 1))
  }

  /// Copies the elements of an array.
  @inlinable
  public convenience init(_ elements: [Element]) {
    self.init(count: elements.count)
    for index in elements.indices { unsafe start[index] = elements[index] }
  }

  deinit {
    unsafe fledge_aligned_free(start)
  }

  /// The elements of a range, to read.
  @inlinable @_lifetime(borrow self)
  public func span(_ range: Range<Int>) -> Span<Element> {
    check(range)
    let span = unsafe Span(_unsafeStart: UnsafePointer(start + range.lowerBound), count: range.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// The elements of a range, to change.
  ///
  /// The caller makes sure that no other thread uses the range at the same time.
  @inlinable @_lifetime(borrow self)
  public func mutableSpan(_ range: Range<Int>) -> MutableSpan<Element> {
    check(range)
    let span = unsafe MutableSpan(_unsafeStart: start + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// The element at `index`.
  @inlinable
  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "AlignedBuffer: index \(index) is outside of 0..<\(count)")
      return unsafe start[index]
    }
    set {
      precondition(index >= 0 && index < count, "AlignedBuffer: index \(index) is outside of 0..<\(count)")
      unsafe start[index] = newValue
    }
  }

  /// A copy of all elements.
  @inlinable
  public var array: [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

  @usableFromInline
  func check(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "AlignedBuffer: \(range) is outside of 0..<\(count)")
  }
}
