/// Pictures in PNG files.
///
/// Source: W3C, *Portable Network Graphics (PNG) Specification*, second edition (2003).
public enum PNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Reads a picture of any colour type, depth and interlacing as 8-bit grey.
  ///
  /// Grey is luma, (19595 R + 38470 G + 7471 B + 2¹⁵) / 2¹⁶ (ITU-R BT.601, the weights of Pillow); 16 bits are rounded
  /// to 8. Transparent pixels show `background`: 255 is white paper, 0 the black of MNIST. Colour profiles and gamma are
  /// not applied; bytes after the end chunk are not looked at.
  /// - Parameter memoryLimit: the largest sensible size of the unpacked picture in bytes, checked before unpacking; the
  ///   default admits 15 megapixels in RGB.
  /// - Throws: `FormatError` where the file is damaged (every CRC-32 is compared), cut off or too large.
  public static func readGray(
    _ bytes: [UInt8], background: UInt8 = 255, memoryLimit: Int = 60_000_000, path: String? = nil
  ) throws(FormatError) -> GrayImage {
    do throws(FormatError) {
      var decoder = try decoder(bytes, background: background, memoryLimit: memoryLimit, samples: 1)
      return try decoder.image()
    } catch {
      throw error.inFile(path)
    }
  }

  /// Checks and inflates a file.
  ///
  /// - Parameter samples: how many bytes each pixel will take.
  static func decoder(
    _ bytes: [UInt8], background: UInt8, memoryLimit: Int, samples: Int
  ) throws(FormatError) -> PNGDecoder {
    let chunks = try PNGChunks(reading: bytes)
    let header = chunks.header
    guard header.unpackedByteCount <= memoryLimit - header.width * header.height * samples else {
      throw FormatError(
        .tooLarge, offset: 16, expected: "a picture of at most \(memoryLimit) bytes",
        found: "\(header.width) × \(header.height) pixels", advice: "make it smaller")
    }
    let rows: [UInt8]
    do throws(FormatError) {
      rows = try Gzip.inflate(
        chunks.data.span, .zlib, limit: header.unpackedByteCount, hint: header.unpackedByteCount)
    } catch {
      var error = error
      // Offsets within the joined data chunks mean nothing to a reader of the file.
      error.offset = chunks.dataOffset
      throw error
    }
    guard rows.count == header.unpackedByteCount else {
      throw FormatError(
        .malformed, offset: chunks.dataOffset, expected: "\(header.unpackedByteCount) bytes of pixels",
        found: FormatError.count(rows.count, "byte"), advice: "the file is damaged, save it again")
    }
    return PNGDecoder(chunks: chunks, rows: rows, background: background)
  }

  /// Reads a file as 8-bit grey.
  public static func readGray(
    contentsOf path: String, background: UInt8 = 255, memoryLimit: Int = 60_000_000
  ) throws(FormatError) -> GrayImage {
    let bytes = try FileBytes.read(path, limit: 1 << 30)
    return try readGray(bytes, background: background, memoryLimit: memoryLimit, path: path)
  }

  /// Reads a drawing as 8-bit grey, transparent pixels as the background on which it shows best.
  ///
  /// Dark strokes stand on white paper, light strokes on black; without transparency both are the same.
  public static func readInk(contentsOf path: String) throws(FormatError) -> GrayImage {
    let bytes = try FileBytes.read(path, limit: 1 << 30)
    let onWhite = try readGray(bytes, background: 255, path: path)
    let onBlack = try readGray(bytes, background: 0, path: path)
    return onBlack.contrast > onWhite.contrast ? onBlack : onWhite
  }

  /// The bytes of a grey PNG file.
  public static func encode(_ image: GrayImage) throws(FormatError) -> [UInt8] {
    try encode(image.pixels, width: image.width, height: image.height, colorType: 0, channels: 1)
  }

  /// The bytes of a colour PNG file.
  ///
  /// - Parameter pixels: red, green and blue, `[height, width, 3]`.
  public static func encode(rgb pixels: [UInt8], width: Int, height: Int) throws(FormatError) -> [UInt8] {
    try encode(pixels, width: width, height: height, colorType: 2, channels: 3)
  }

  private static func encode(
    _ pixels: [UInt8], width: Int, height: Int, colorType: UInt8, channels: Int
  ) throws(FormatError) -> [UInt8] {
    precondition(
      width > 0 && height > 0 && width <= 0x7FFF_FFFF && height <= 0x7FFF_FFFF
        && pixels.count == width * height * channels,
      "PNG: \(width) × \(height) × \(channels) bytes expected, found \(pixels.count)")
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (width * channels + 1))
    for row in 0..<height {
      rows.append(0)
      rows += pixels[row * width * channels..<(row + 1) * width * channels]
    }
    var header: [UInt8] = []
    header.append(bigEndian: UInt32(width))
    header.append(bigEndian: UInt32(height))
    header += [8, colorType, 0, 0, 0]
    let data = try Gzip.deflate(rows, .zlib, level: 9)
    return signature + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt32(data.count))
    let checked = Array(name.utf8) + data
    bytes += checked
    bytes.append(bigEndian: CRC32.checksum(checked))
    return bytes
  }
}

/// A grey picture of 8 bits a pixel, 0 black and 255 white, rows from the top, pixels from the left.
public struct GrayImage: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The pixels, `[height, width]`.
  public let pixels: [UInt8]

  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && pixels.count == width * height,
      "GrayImage: \(width) × \(height) pixels expected, found \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The variance of the pixels, times the square of their number.
  var contrast: Int {
    let sum = pixels.reduce(0) { $0 + Int($1) }
    let squares = pixels.reduce(0) { $0 + Int($1) * Int($1) }
    return pixels.count * squares - sum * sum
  }
}
