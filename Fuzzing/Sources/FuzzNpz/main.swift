import FledgeFormats
import Foundation
import Fuzzer

// Reads every array of an archive and writes them again.
let status = unsafe runFuzzer { start, count in
  let bytes = unsafe array(start, count)
  guard let archive = try? Npz(reading: bytes, limit: 1 << 22) else { return 0 }
  var arrays: [(name: String, array: Npy)] = []
  for name in archive.names {
    guard let array = try? archive.array(name) else { return 0 }
    arrays.append((name, array))
  }
  guard let written = try? Npz.encode(arrays), let again = try? Npz(reading: written, limit: 1 << 23) else {
    preconditionFailure("what was read cannot be written")
  }
  precondition(again.names == archive.names)
  return 0
}
exit(status)
