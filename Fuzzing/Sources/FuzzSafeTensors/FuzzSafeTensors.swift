import FledgeFormats
import Fuzzer

/// Reads every array of a file and writes what was read.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let file = try? SafeTensors(bytes: bytes) else { return }
    var items: [SafeTensors.Item] = []
    for entry in file.entries {
      _ = try? file.tensor(entry.name)
      _ = try? file.integers(entry.name)
      guard let stored = try? file.bytes(of: entry.name) else { preconditionFailure("an entry without bytes") }
      items.append(SafeTensors.Item(entry.name, type: entry.type, shape: entry.shape, bytes: stored))
    }
    guard let written = try? SafeTensors.encode(items, metadata: file.metadata),
      let again = try? SafeTensors(bytes: written)
    else { preconditionFailure("what was read cannot be written") }
    precondition(Set(again.entries.map(\.name)) == Set(file.entries.map(\.name)) && again.metadata == file.metadata)
  }
}
