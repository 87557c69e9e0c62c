import FledgeFormats
import Foundation
import Fuzzer

// Reads an array as numbers and labels and writes it again.
let status = unsafe runFuzzer { start, count in
  let bytes = unsafe array(start, count)
  guard let array = try? Npy(reading: bytes) else { return 0 }
  _ = array.tensor()
  _ = try? array.labels()
  precondition((try? Npy(reading: array.encoded())) == array)
  return 0
}
exit(status)
