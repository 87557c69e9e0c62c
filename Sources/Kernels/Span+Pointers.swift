// Pointers for C. A span that is an argument outlives the call, and so does its pointer. An empty span gives an address
// that is never read.

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
