import FledgeFormats
import Testing

struct PNGTests {
  private let image = GrayImage(width: 3, height: 2, pixels: [0, 128, 255, 10, 20, 30])

  @Test func `a grey picture comes back`() throws {
    #expect(try PNG.readGray(PNG.encode(image)) == image)
    #expect(try PNG.encode(image) == PNG.encode(image))
  }

  @Test(
    arguments: [([20, 15], [10, 0], [30, 30]), ([20, 10], [5, 0], [25, 10])] as [([UInt8], [UInt8], [UInt8])])
  func `Paeth's filter prefers left, then up, where guesses are equally near`(
    above: [UInt8], stored: [UInt8], expected: [UInt8]
  ) throws {
    // Left 30, up 15, corner 20: left + up - corner = 25 is 5 from left and from corner.
    // Left 25, up 10, corner 20: 15 is 5 from up and from corner.
    let bytes = try file(width: 2, height: 2, rows: [0] + above + [4] + stored)
    #expect(try PNG.readGray(bytes).pixels == above + expected)
  }

  @Test func `red, green and blue become luma`() throws {
    let bytes = try PNG.encode(rgb: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255], width: 4, height: 1)
    #expect(try PNG.readGray(bytes).pixels == [76, 150, 29, 255])
  }

  @Test func `a picture of one pixel and one of many columns come back`() throws {
    for (width, height) in [(1, 1), (300, 1), (1, 300)] {
      let image = GrayImage(
        width: width, height: height, pixels: (0..<width * height).map { UInt8(truncatingIfNeeded: $0) })
      #expect(try PNG.readGray(PNG.encode(image)) == image)
    }
  }

  @Test func `a picture too large for the limit is refused before it is unpacked`() throws {
    #expect(refusal { try PNG.readGray(PNG.encode(image), memoryLimit: 13) }?.kind == .tooLarge)
    #expect(try PNG.readGray(PNG.encode(image), memoryLimit: 14) == image)
    var huge = try PNG.encode(image)
    // 2²⁴ by 2²⁴ pixels.
    huge.replaceSubrange(16..<24, with: [1, 0, 0, 0, 1, 0, 0, 0])
    setChecksum(&huge)
    #expect(refusal { try PNG.readGray(huge) }?.kind == .tooLarge)
  }

  @Test func `fewer or more rows than stated are refused`() throws {
    for height in [1, 3] as [UInt8] {
      var bytes = try PNG.encode(image)
      bytes[23] = height
      setChecksum(&bytes)
      #expect(refusal { try PNG.readGray(bytes) } != nil, "\(height) rows")
    }
  }

  @Test func `a damaged check names its chunk's position`() throws {
    var bytes = try PNG.encode(image)
    bytes[17] ^= 1
    let error = refusal { try PNG.readGray(bytes, path: "a.png") }
    #expect(error?.description.hasPrefix("a.png, byte 29: expected the CRC-32 of the chunk") == true)
    #expect(refusal { try PNG.readGray(Array("<html>".utf8)) }?.found == "an HTML page")
  }

  @Test func `damaged pictures are refused or read, and nothing else`() throws {
    let bytes = try PNG.encode(image)
    Mutations.expectTruncationsRefused(bytes) { try PNG.readGray($0) }
    // Most damage ends at a checksum, so half of the rounds mend the header's to reach what lies behind.
    Mutations.run([bytes]) { damaged in
      var damaged = damaged
      if damaged.count > 33 && damaged[0] & 1 == 1 { setChecksum(&damaged) }
      return try PNG.readGray(damaged, memoryLimit: 100_000)
    }
  }

  /// An 8-bit grey file from its rows, each behind its filter's number.
  private func file(width: UInt8, height: UInt8, rows: [UInt8]) throws -> [UInt8] {
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      let check = CRC32.checksum(Array(name.utf8) + data)
      return [0, 0, 0, UInt8(data.count)] + Array(name.utf8) + data
        + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: check >> $0) }
    }
    let header = [0, 0, 0, width, 0, 0, 0, height, 8, 0, 0, 0, 0]
    let data = try Gzip.deflate(rows, .zlib)
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", [])
  }

  private func setChecksum(_ bytes: inout [UInt8]) {
    let check = CRC32.checksum(Array(bytes[12..<29]))
    for index in 0..<4 { bytes[29 + index] = UInt8(truncatingIfNeeded: check >> (24 - 8 * index)) }
  }
}
