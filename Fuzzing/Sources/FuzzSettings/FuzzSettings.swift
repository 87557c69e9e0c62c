import FledgeModels
import Fuzzer

/// Reads settings from a YAML text; after writing and reading they are the same.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    var settings = TrainingSettings()
    guard (try? settings.apply(yaml: text, name: "fuzz")) != nil else { return }
    var again = TrainingSettings()
    do {
      try again.apply(yaml: settings.yaml, name: "written")
    } catch {
      preconditionFailure("what was read cannot be written: \(error)")
    }
    precondition(again.differences(from: settings).isEmpty, "\(again.differences(from: settings))")
  }
}
