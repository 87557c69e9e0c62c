/// A picture of 8 bits a sample, grey or in colour.
public struct Picture: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 for grey, 3 for red, green and blue.
  public let channels: Int
  /// The samples, `[height, width, channels]`.
  public let samples: [UInt8]
  /// Whether the file has 16 bits a sample, which are rounded to 8.
  public var isDeep = false
  /// Whether the file has an alpha channel or a transparent colour.
  public var hasTransparency = false

  public init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && (channels == 1 || channels == 3) && samples.count == width * height * channels,
      "Picture: \(width) × \(height) × \(channels) samples expected, found \(samples.count)")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }
}

extension PNG {
  /// Reads a picture of any colour type, depth and interlacing; one without colour is grey, however it is stored.
  ///
  /// Transparent pixels show `background`; 16 bits are rounded to 8.
  /// - Parameter memoryLimit: the largest sensible size of the unpacked picture in bytes, checked before unpacking.
  /// - Throws: `FormatError` where the file is damaged, cut off or too large.
  public static func readPicture(
    _ bytes: [UInt8], background: UInt8 = 0, memoryLimit: Int = 120_000_000, path: String? = nil
  ) throws(FormatError) -> Picture {
    do throws(FormatError) {
      var decoder = try decoder(bytes, background: background, memoryLimit: memoryLimit, samples: 3)
      let header = decoder.chunks.header
      var picture: Picture
      if [0, 4].contains(header.colorType) {
        picture = Picture(
          width: header.width, height: header.height, channels: 1, samples: try decoder.image().pixels)
      } else {
        let colors = try decoder.colors()
        let pixels = header.width * header.height
        var gray = [UInt8](repeating: 0, count: pixels)
        var isGray = true
        for pixel in 0..<pixels where isGray {
          let red = colors[3 * pixel]
          isGray = red == colors[3 * pixel + 1] && red == colors[3 * pixel + 2]
          gray[pixel] = red
        }
        picture = Picture(
          width: header.width, height: header.height, channels: isGray ? 1 : 3, samples: isGray ? gray : colors)
      }
      picture.isDeep = header.depth == 16
      picture.hasTransparency = header.colorType >= 4 || !decoder.chunks.transparency.isEmpty
      return picture
    } catch {
      throw error.inFile(path)
    }
  }

  /// The size that a file's header states, and whether its pixels may have colour, from its first 33 bytes.
  ///
  /// - Throws: `FormatError` where they are not those of a PNG file.
  public static func readSize(_ head: [UInt8]) throws(FormatError) -> (width: Int, height: Int, mayHaveColor: Bool) {
    guard head.count >= 33, Array(head[..<8]) == signature, head[12..<16].elementsEqual("IHDR".utf8) else {
      throw FormatError(
        .malformed, offset: 0, expected: "a PNG image (bytes 89 50 4e 47 0d 0a 1a 0a)",
        found: ContentSniffer.describe(head.span), advice: head.count < 33 ? "the file is cut off" : nil)
    }
    let header = try PNGHeader(head, at: 16)
    return (header.width, header.height, ![0, 4].contains(header.colorType))
  }
}
