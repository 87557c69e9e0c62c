import FledgeFormats
import Fuzzer

/// Reads an image with corrected checksums, so that other damage is reached, and writes it again.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let image = try? PNG.readGray(mended(bytes), memoryLimit: 1 << 22) else { return }
    guard let written = try? PNG.encode(image) else { preconditionFailure("what was read cannot be written") }
    precondition((try? PNG.readGray(written)) == image)
  }
}

/// The bytes with the right CRC-32 after each chunk, as far as chunks can be recognised.
private func mended(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  var position = 8
  while position + 12 <= bytes.count {
    let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
    let end = position + 8 + length
    guard end + 4 <= bytes.count else { break }
    let check = CRC32.checksum(Array(bytes[position + 4..<end]))
    for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: check >> (24 - 8 * index)) }
    position = end + 4
  }
  return bytes
}
