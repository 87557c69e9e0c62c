internal import CFledgeKernels

/// Zeroed memory, aligned to 64 bytes, that several tasks of a team may write to in ranges that do not meet.
@safe
final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let count: Int
  let start: UnsafeMutablePointer<Element>

  init(_ count: Int) {
    self.count = count
    let memory = unsafe fledge_aligned_zeroed(max(1, count) * MemoryLayout<Element>.stride)
    unsafe start = memory.bindMemory(to: Element.self, capacity: max(1, count))
  }

  convenience init(_ elements: [Element]) {
    self.init(elements.count)
    for index in elements.indices { unsafe start[index] = elements[index] }
  }

  deinit { unsafe fledge_aligned_free(start) }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "Buffer: index \(index) is outside of 0..<\(count)")
      return unsafe start[index]
    }
    set {
      precondition(index >= 0 && index < count, "Buffer: index \(index) is outside of 0..<\(count)")
      unsafe start[index] = newValue
    }
  }

  var array: [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }
}
