import FledgeDatasets
import Fuzzer

private let path = folder + "/idx"

/// Reads a file as labels and as images; the number of elements is the header's.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    write(bytes, to: path)
    for rank in [1, 3] {
      guard let contents = try? IDX.read(path, rank: rank) else { continue }
      precondition(contents.dimensions.count == rank && contents.dimensions.reduce(1, *) == contents.bytes.count)
    }
  }
}
