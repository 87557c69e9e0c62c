import CFuzzer

/// Runs a reader on one input of libFuzzer and checks its memory.
public func feed(_ start: UnsafePointer<UInt8>?, _ count: Int, _ reader: ([UInt8]) -> Void) -> CInt {
  fledge_fuzz_begin()
  unsafe reader([UInt8](UnsafeBufferPointer(start: start, count: count)))
  fledge_fuzz_end(count)
  return 0
}

/// A folder in memory.
public let folder = unsafe String(cString: fledge_fuzz_folder())

/// Writes an input to a file, for readers that take a path.
public func write(_ bytes: [UInt8], to path: String) {
  let status = unsafe bytes.withUnsafeBufferPointer { unsafe fledge_fuzz_write(path, $0.baseAddress, $0.count) }
  precondition(status == 0, "the input cannot be written to \(path)")
}
