import FledgeFormats
import Fuzzer

/// Reads every array of an archive and writes them again.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let archive = try? Npz(reading: bytes, limit: 1 << 22) else { return }
    var arrays: [(name: String, array: Npy)] = []
    for name in archive.names {
      guard let array = try? archive.array(name) else { return }
      arrays.append((name, array))
    }
    guard let written = try? Npz.encode(arrays), let again = try? Npz(reading: written, limit: 1 << 23) else {
      preconditionFailure("what was read cannot be written")
    }
    precondition(again.names == archive.names)
  }
}
