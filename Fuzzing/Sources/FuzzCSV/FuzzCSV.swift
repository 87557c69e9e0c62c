import FledgeDatasets
import Fuzzer

private let path = folder + "/table.csv"

/// Reads a table with labels, with targets and with neither; all find the same rows.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    write(bytes, to: path)
    let plain = try? CSV.readUnlabelled(path)
    if let labelled = try? CSV.readLabelled(path) {
      precondition(labelled.classNames.count <= 10000 || labelled.classNames.count <= labelled.count)
      if let plain { precondition(plain.count == labelled.count) }
    }
    if let regression = try? CSV.readRegression(path), let plain { precondition(plain.count == regression.count) }
  }
}
