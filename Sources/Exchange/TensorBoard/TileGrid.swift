import FledgeFormats
package import FledgeTensors

/// Pictures of one size in rows, with a black line between them.
package struct TileGrid: Sendable, Equatable {
  package let width: Int
  package let height: Int
  package let isColor: Bool
  /// Grey levels, or red, green and blue.
  package let pixels: [UInt8]

  /// Whether a shape is that of a picture: rows and columns, alone or in one or three planes.
  package static func isPicture(_ shape: TensorShape) -> Bool {
    guard shape.count > 0 else { return false }
    return shape.rank == 2 || (shape.rank == 3 && (shape[0] == 1 || shape[0] == 3))
  }

  /// - Parameters:
  ///   - tiles: the values of each picture, plane by plane.
  ///   - range: the values of black and of full light.
  ///   - scale: how many pixels a value takes on each side.
  package init(_ tiles: [[Float]], shape: TensorShape, columns: Int, range: ClosedRange<Float>, scale: Int = 1) {
    precondition(TileGrid.isPicture(shape), "expected the shape of a picture, found \(shape)")
    let (rows, width) = (shape[shape.rank - 2], shape[shape.rank - 1])
    let planes = shape.count / (rows * width)
    let columns = min(columns, max(1, tiles.count))
    let lines = (tiles.count + columns - 1) / columns
    let (stepX, stepY) = (width * scale + 1, rows * scale + 1)
    self.width = max(1, columns * stepX - 1)
    height = max(1, lines * stepY - 1)
    isColor = planes == 3
    var pixels = [UInt8](repeating: 0, count: self.width * height * planes)
    let span = max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
    for (index, tile) in tiles.enumerated() {
      let (left, top) = (index % columns * stepX, index / columns * stepY)
      for plane in 0..<planes {
        for y in 0..<rows * scale {
          for x in 0..<width * scale {
            let value = tile[(plane * rows + y / scale) * width + x / scale]
            let share = value.isFinite ? min(1, max(0, (value - range.lowerBound) / span)) : 0
            pixels[((top + y) * self.width + left + x) * planes + plane] = UInt8((share * 255).rounded())
          }
        }
      }
    }
    self.pixels = pixels
  }

  package var png: [UInt8] {
    // Pictures of this size always fit the format.
    let bytes =
      try? isColor
      ? PNG.encode(rgb: pixels, width: width, height: height)
      : PNG.encode(GrayImage(width: width, height: height, pixels: pixels))
    return bytes ?? []
  }
}
