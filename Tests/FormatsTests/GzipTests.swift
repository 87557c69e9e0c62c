import FledgeFormats
import Testing

struct GzipTests {
  /// `printf hello | gzip -n`, byte by byte.
  private let hello: [UInt8] = [
    0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0,
  ]
  private let plain = Array("hello".utf8)

  @Test func `a small file written by gzip reads`() throws {
    #expect(try Gzip.inflate(hello, limit: 5) == plain)
    #expect(try Gzip.inflate(hello, limit: 1_000_000) == plain)
  }

  @Test func `members follow each other and zeros pad the end`() throws {
    #expect(try Gzip.inflate(hello + hello, limit: 10) == plain + plain)
    #expect(try Gzip.inflate(hello + [0, 0, 0], limit: 10) == plain)
    #expect(refusal { try Gzip.inflate(hello + hello, limit: 9) }?.kind == .tooLarge)
  }

  @Test func `more than the limit is refused and the limit itself is not`() throws {
    #expect(refusal { try Gzip.inflate(hello, limit: 4) }?.found == "more than 4 bytes")
    let empty = try Gzip.deflate([])
    #expect(try Gzip.inflate(empty, limit: 0) == [])
  }

  @Test func `a bomb ends at the limit`() throws {
    let bomb = try Gzip.deflate([UInt8](repeating: 0, count: 20_000_000), level: 9)
    #expect(bomb.count < 30_000)
    #expect(refusal { try Gzip.inflate(bomb, limit: 1000) }?.kind == .tooLarge)
  }

  @Test func `only the head is read when only the head is asked for`() throws {
    #expect(try Gzip.inflateHead(hello, count: 2) == Array("he".utf8))
    #expect(try Gzip.inflateHead(hello, count: 100) == plain)
    #expect(try Gzip.inflateHead(hello + [1, 2, 3], count: 5) == plain)
  }

  @Test(
    arguments: [
      (Array("<!DOCTYPE html><html>".utf8), "an HTML page"),
      (Array("\n <html>".utf8), "an HTML page"),
      ([0x50, 0x4B, 3, 4, 0, 0], "a zip archive"),
      ([0, 0, 8, 3, 0, 0, 0, 1], "plain IDX data"),
      ([], "no bytes at all"),
      ([1, 2, 3], "bytes 01 02 03"),
    ] as [([UInt8], String)])
  func `what is not gzip is named`(bytes: [UInt8], name: String) {
    #expect(refusal { try Gzip.inflate(bytes, limit: 10) }?.found == name)
  }

  @Test func `bytes after the end are refused`() {
    let error = refusal { try Gzip.inflate(hello + Array("tail".utf8), limit: 10) }
    #expect(error?.description.contains("byte 25: expected the end of the compressed bytes, found 4 bytes") == true)
  }

  @Test func `damaged bytes are refused or read, and nothing else`() {
    Mutations.expectTruncationsRefused(hello) { try Gzip.inflate($0, limit: 10) }
    Mutations.run([hello, hello + hello]) { try Gzip.inflate($0, limit: 1000) }
  }

  @Test func `a damaged check or length is refused`() {
    for index in 17..<25 {
      var bytes = hello
      bytes[index] ^= 1
      #expect(refusal { try Gzip.inflate(bytes, limit: 10) }?.kind == .malformed)
    }
  }

  @Test func `what is deflated comes back, at every level`() throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
    for level in 0...9 {
      #expect(try Gzip.inflate(Gzip.deflate(bytes, level: level), limit: bytes.count) == bytes)
    }
    #expect(try Gzip.deflate(bytes) == Gzip.deflate(bytes))
  }

  @Test func `nine digits have their published check value`() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
    var pieces = CRC32()
    pieces.update(Array("1234".utf8).span)
    pieces.update(Array("56789".utf8).span)
    #expect(pieces.value == 0xCBF4_3926)
  }
}
