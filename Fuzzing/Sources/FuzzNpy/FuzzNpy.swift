import FledgeFormats
import Fuzzer

/// Reads an array as numbers and labels and writes it again.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let array = try? Npy(reading: bytes) else { return }
    _ = array.tensor()
    _ = try? array.labels()
    precondition((try? Npy(reading: array.encoded())) == array)
  }
}
