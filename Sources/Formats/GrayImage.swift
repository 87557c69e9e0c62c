/// A grey picture of 8 bits a pixel, 0 black and 255 white, rows from the top, pixels from the left.
public struct GrayImage: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The pixels, `[height, width]`.
  public let pixels: [UInt8]

  /// Makes a picture from its pixels.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && pixels.count == width * height,
      "GrayImage: \(width) × \(height) pixels expected, found \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
