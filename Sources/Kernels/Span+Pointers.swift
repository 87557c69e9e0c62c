// The way from spans to C. A span's memory outlives the call that it is an argument of, and so does the pointer.
// An empty span gives an address that nobody reads.

extension Span where Element: BitwiseCopyable {
  var pointer: UnsafePointer<Element> {
    unsafe withUnsafeBufferPointer { $0.baseAddress } ?? UnsafePointer(bitPattern: 64)!
  }

  var pointerOrNil: UnsafePointer<Element>? { unsafe isEmpty ? nil : pointer }
}

extension MutableSpan where Element: BitwiseCopyable {
  var pointer: UnsafeMutablePointer<Element> {
    mutating get {
      unsafe withUnsafeMutableBufferPointer { $0.baseAddress } ?? UnsafeMutablePointer(bitPattern: 64)!
    }
  }

  var pointerOrNil: UnsafeMutablePointer<Element>? {
    mutating get { unsafe isEmpty ? nil : pointer }
  }
}

func requireCount(_ name: StaticString, _ found: Int, _ expected: Int) {
  precondition(found == expected, "\(name): expected \(expected) elements, found \(found)")
}
