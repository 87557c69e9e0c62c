import CFuzzer

/// Runs libFuzzer with the command's arguments on one reader and returns the exit status.
public func runFuzzer(_ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> CInt {
  unsafe fledge_fuzz(CommandLine.argc, CommandLine.unsafeArgv, one)
}

/// An input of libFuzzer as an array.
public func array(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
}
