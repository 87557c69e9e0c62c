import FledgeStudies
import Fuzzer

/// Reads the plan of a study with all of its variants.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    _ = try? StudyPlan(yaml: text, file: "fuzz")
  }
}
