import FledgeFormats
import Fuzzer

/// Reads a text; its value is the same after writing and reading it.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let value = try? JSONValue(parsing: bytes) else { return }
    precondition((try? JSONValue(parsing: value.text())) == value)
    precondition((try? JSONValue(parsing: value.text(.indented))) == value)
    precondition((try? JSONValue(parsing: value.canonicalText))?.canonicalText == value.canonicalText)
  }
}
