import FledgeDatasets
import FledgeFormats
import Testing

struct IDXTests {
  /// The result of reading these bytes as a file of the given rank.
  private func error(_ bytes: [UInt8], rank: Int = 3) throws -> DatasetError? {
    try withTemporaryFolder { folder in
      try write(bytes, to: folder + "/file")
      return datasetError { _ = try IDX.read(folder + "/file", rank: rank) }
    }
  }

  @Test(arguments: [false, true])
  func `two pictures of two by two pixels are read`(gzipped: Bool) throws {
    try withTemporaryFolder { folder in
      let bytes = idxBytes([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
      try write(gzipped ? Gzip.deflate(bytes) : bytes, to: folder + "/file")
      let contents = try IDX.read(folder + "/file", rank: 3)
      #expect(contents.dimensions == [2, 2, 2])
      #expect(contents.bytes == [1, 2, 3, 4, 5, 6, 7, 8])
    }
  }

  @Test func `a file that is not there is missing`() {
    #expect(datasetError { _ = try IDX.read("/nowhere/at/all", rank: 1) }?.exitCode == 66)
  }

  @Test func `an empty file is named`() throws {
    #expect(try error([])?.description.contains("empty file") == true)
  }

  @Test func `every cut of a file is refused, plain and gzipped`() throws {
    let whole = idxBytes([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
    let gzipped = try Gzip.deflate(whole)
    for bytes in [whole, gzipped] {
      for count in 0..<bytes.count {
        let found = try error(Array(bytes.prefix(count)))
        #expect(found?.exitCode == 65, "cut to \(count) bytes")
      }
    }
  }

  @Test func `bytes after the last pixel are refused, plain and gzipped`() throws {
    let long = idxBytes([1, 2, 2], [1, 2, 3, 4, 5])
    #expect(try error(long)?.description.contains("1 bytes are too many") == true)
    #expect(try error(Gzip.deflate(long))?.exitCode == 65)
    #expect(try error(Gzip.deflate(idxBytes([1, 2, 2], [1, 2, 3, 4])) + [1, 2, 3])?.exitCode == 65)
  }

  @Test func `a small gzipped file that inflates to more than 64 MiB is refused before it is inflated`() throws {
    let position = [100_000, 28, 28]
    let bomb = try Gzip.deflate(idxBytes(position, [UInt8](repeating: 0, count: position.reduce(1, *))))
    let found = try #require(try error(bomb))
    #expect(found.exitCode == 65)
    #expect(found.description.contains("[100000, 28, 28], that is 78400016 bytes after inflating, more than the "))
    #expect(found.description.hasSuffix("bytes of the file and 64 MiB; run gunzip on it if you trust it"))
  }

  @Test func `gzip inside of gzip is named`() throws {
    let twice = try Gzip.deflate(Gzip.deflate(idxBytes([1, 2, 2], [1, 2, 3, 4])))
    #expect(try error(twice)?.description.contains("gzip inside of gzip") == true)
  }

  @Test func `a web page is named, alone and gzipped`() throws {
    let page = Array("<!DOCTYPE html><html><body>Not found</body></html>".utf8)
    #expect(try error(page)?.description.contains("web page") == true)
    #expect(try error(Gzip.deflate(page))?.description.contains("web page") == true)
  }

  @Test func `labels in position of images are named`() throws {
    #expect(
      try error(idxBytes([3], [1, 2, 3]))?.description.contains("rank 1; are images and labels swapped?") == true)
  }

  @Test func `another magic is shown in hexadecimal`() throws {
    #expect(try error([0x50, 0x4B, 3, 4, 0, 0])?.description.contains("found 50 4b 03 04") == true)
    let floats = [0, 0, 13, 3] + idxBytes([1, 1, 1], [0]).dropFirst(4)
    #expect(try error(Array(floats))?.exitCode == 65)
  }

  @Test func `extents whose product overflows are refused before anything is read`() throws {
    let largest = idxBytes([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1])
    #expect(try error(largest)?.description.contains("too large to count") == true)
    #expect(try error(Gzip.deflate(largest))?.description.contains("too large to count") == true)
    #expect(try error(idxBytes([0xFFFF_FFFF, 28, 28], [1]))?.description.contains("at most 4294967296") == true)
  }

  @Test func `a gzip bomb ends at the size that its header states`() throws {
    let bomb = try Gzip.deflate(idxBytes([1, 2, 2], Array(repeating: 0, count: 4_000_000)))
    #expect(bomb.count < 8000)
    #expect(try error(bomb)?.description.contains("that is 20 bytes after inflating, found more") == true)
  }
}
