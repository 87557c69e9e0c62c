/// The header of a PNG file.
struct PNGHeader {
  let width: Int
  let height: Int
  let depth: Int
  let colorType: Int
  let isInterlaced: Bool

  init(_ bytes: [UInt8], at offset: Int) throws(FormatError) {
    let width = Int(bytes.bigEndian32(at: offset))
    let height = Int(bytes.bigEndian32(at: offset + 4))
    // 2²⁴ a side keeps every product below 2⁶³ / 64.
    guard (1...1 << 24).contains(width), (1...1 << 24).contains(height) else {
      throw FormatError(
        .malformed, offset: offset, expected: "1 to 16,777,216 pixels a side", found: "\(width) × \(height)")
    }
    self.width = width
    self.height = height
    depth = Int(bytes[offset + 8])
    colorType = Int(bytes[offset + 9])
    let depths: [Int] =
      switch colorType {
      case 0: [1, 2, 4, 8, 16]
      case 3: [1, 2, 4, 8]
      case 2, 4, 6: [8, 16]
      default: []
      }
    guard depths.contains(depth) else {
      throw FormatError(
        .malformed, offset: offset + 8, expected: "a colour type and depth of the standard",
        found: "type \(colorType), depth \(depth)")
    }
    guard bytes[offset + 10] == 0, bytes[offset + 11] == 0, bytes[offset + 12] <= 1 else {
      throw FormatError(
        .unsupported, offset: offset + 10, expected: "compression 0, filter 0, interlacing 0 or 1",
        found: "\(bytes[offset + 10]), \(bytes[offset + 11]), \(bytes[offset + 12])")
    }
    isInterlaced = bytes[offset + 12] == 1
  }

  /// Samples in a pixel.
  var channels: Int {
    switch colorType {
    case 2: 3
    case 4: 2
    case 6: 4
    default: 1
    }
  }

  /// One of the pictures that the file holds one after the other: one, or the seven of Adam7.
  struct Pass {
    var column = 0
    var row = 0
    var columnStep = 1
    var rowStep = 1
    var width: Int
    var height: Int
  }

  /// The passes that have pixels.
  var passes: [Pass] {
    guard isInterlaced else { return [Pass(width: width, height: height)] }
    let steps = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]
    return steps.map { column, row, columnStep, rowStep in
      Pass(
        column: column, row: row, columnStep: columnStep, rowStep: rowStep,
        width: max(0, width - column + columnStep - 1) / columnStep,
        height: max(0, height - row + rowStep - 1) / rowStep)
    }.filter { $0.width > 0 && $0.height > 0 }
  }

  /// Bytes of one row of pixels without the filter's byte.
  func rowByteCount(width: Int) -> Int { (width * channels * depth + 7) / 8 }

  /// Bytes of all rows with their filters' bytes.
  var unpackedByteCount: Int { passes.reduce(0) { $0 + $1.height * (1 + rowByteCount(width: $1.width)) } }
}

/// The checked chunks of a PNG file, as far as they bear on the pixels.
struct PNGChunks {
  let header: PNGHeader
  /// Red, green and blue of each colour of a palette.
  private(set) var palette: [UInt8] = []
  /// Alpha by palette entry, or the one transparent colour as 16-bit samples.
  private(set) var transparency: [UInt8] = []
  /// All data chunks, joined.
  private(set) var data: [UInt8] = []
  /// Where the first data chunk's bytes begin.
  private(set) var dataOffset = 0

  init(reading bytes: [UInt8]) throws(FormatError) {
    guard bytes.count >= 8, Array(bytes[..<8]) == PNG.signature else {
      throw FormatError(
        .malformed, offset: 0, expected: "a PNG image (bytes 89 50 4e 47 0d 0a 1a 0a)",
        found: ContentSniffer.describe(bytes.span), advice: bytes.count < 8 ? "the file is cut off" : nil)
    }
    let first = try PNGChunks.chunk(in: bytes, at: 8)
    guard first.name == "IHDR", first.data.count == 13 else {
      throw FormatError(.malformed, offset: 8, expected: "a header chunk of 13 bytes", found: first.name)
    }
    header = try PNGHeader(bytes, at: first.data.lowerBound)
    var position = first.data.upperBound + 4
    var previous = "IHDR"
    while true {
      let chunk = try PNGChunks.chunk(in: bytes, at: position)
      if chunk.name == "IEND" { break }
      try take(chunk.name, bytes, chunk.data, previous: previous, at: position)
      previous = chunk.name
      position = chunk.data.upperBound + 4
    }
    guard dataOffset > 0, header.colorType != 3 || !palette.isEmpty else {
      throw FormatError(
        .malformed, offset: position, expected: dataOffset > 0 ? "a palette chunk" : "a data chunk",
        found: "the end of the picture")
    }
  }

  private mutating func take(
    _ name: String, _ bytes: [UInt8], _ range: Range<Int>, previous: String, at position: Int
  ) throws(FormatError) {
    switch name {
    case "IDAT":
      guard dataOffset == 0 || previous == "IDAT" else {
        throw FormatError(.malformed, offset: position, expected: "data chunks side by side", found: "one apart")
      }
      if dataOffset == 0 { dataOffset = range.lowerBound }
      data += bytes[range]
    case "PLTE":
      guard palette.isEmpty, dataOffset == 0, (1...256).contains(range.count / 3), range.count % 3 == 0 else {
        throw FormatError(
          .malformed, offset: position, expected: "one palette of 1 to 256 colours before the data",
          found: FormatError.count(range.count, "byte"))
      }
      palette = Array(bytes[range])
    case "tRNS":
      let expected = [0: 2...2, 2: 6...6, 3: 1...max(1, palette.count / 3)][header.colorType]
      guard transparency.isEmpty, dataOffset == 0, expected?.contains(range.count) == true else {
        throw FormatError(
          .malformed, offset: position, expected: "one transparency chunk that fits the colours",
          found: "\(FormatError.count(range.count, "byte")) for colour type \(header.colorType)")
      }
      transparency = Array(bytes[range])
    default:
      // A lower-case first letter says that the picture shows rightly without the chunk.
      guard name.utf8.first.map({ $0 & 0x20 != 0 }) == true else {
        throw FormatError(
          .unsupported, offset: position, expected: "chunks of the standard", found: FormatError.quoted(name))
      }
    }
  }

  /// The chunk at a place, its CRC-32 compared.
  private static func chunk(
    in bytes: [UInt8], at position: Int
  ) throws(FormatError) -> (name: String, data: Range<Int>) {
    guard bytes.count - position >= 12 else {
      throw FormatError(
        .malformed, offset: bytes.count, expected: "a chunk at byte \(position)", found: "the end of the file",
        advice: "the file is cut off, save it again")
    }
    let length = Int(bytes.bigEndian32(at: position))
    guard length <= bytes.count - position - 12 else {
      throw FormatError(
        .malformed, offset: position, expected: "a chunk of at most \(bytes.count - position - 12) bytes",
        found: FormatError.count(length, "byte"), advice: "the file is cut off or damaged, save it again")
    }
    let name = bytes[position + 4..<position + 8]
    guard name.allSatisfy({ (65...90).contains($0 & 0xDF) }) else {
      throw FormatError(
        .malformed, offset: position + 4, expected: "a chunk's name of four letters",
        found: ContentSniffer.describe(bytes.span.extracting(position + 4..<position + 8)))
    }
    let end = position + 8 + length
    let checksum = CRC32.checksum(bytes.span.extracting(position + 4..<end))
    guard checksum == bytes.bigEndian32(at: end) else {
      throw FormatError(
        .malformed, offset: end, expected: "the CRC-32 of the chunk", found: "another one",
        advice: "the file is damaged, save it again")
    }
    return (String(decoding: name, as: UTF8.self), position + 8..<end)
  }
}
