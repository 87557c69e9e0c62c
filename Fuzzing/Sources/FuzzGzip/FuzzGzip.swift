import FledgeFormats
import Fuzzer

/// Inflates files and their beginnings, and deflates the results.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    _ = try? Gzip.inflateHead(bytes, count: 16)
    if let plain = try? Gzip.inflate(bytes, limit: 1 << 20) {
      let again = try? Gzip.inflate(Gzip.deflate(plain, level: 1), limit: plain.count)
      precondition(again == plain)
    }
  }
}
