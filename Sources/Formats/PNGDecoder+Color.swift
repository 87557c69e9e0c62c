/// Pixels in colour.
extension PNGDecoder {
  /// Red, green and blue of each pixel; transparent pixels show the background.
  mutating func colors() throws(FormatError) -> [UInt8] {
    let header = chunks.header
    var pixels = [UInt8](repeating: 0, count: header.width * header.height * 3)
    try visitRows { decoder, start, pass, target in
      for column in 0..<pass.width {
        let color = decoder.color(start, column)
        let place = (target + column * pass.columnStep) * 3
        pixels[place] = color.red
        pixels[place + 1] = color.green
        pixels[place + 2] = color.blue
      }
    }
    return pixels
  }

  /// One pixel of the row whose samples begin at `start`.
  private func color(_ start: Int, _ column: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let first = column * chunks.header.channels
    let value = sample(start, first)
    if chunks.header.colorType == 3 {
      // An index beyond the palette shows as black, as most readers do.
      guard value * 3 + 2 < chunks.palette.count else { return (0, 0, 0) }
      let alpha = value < chunks.transparency.count ? Int(chunks.transparency[value]) : 255
      return (
        blended(Int(chunks.palette[value * 3]), alpha), blended(Int(chunks.palette[value * 3 + 1]), alpha),
        blended(Int(chunks.palette[value * 3 + 2]), alpha)
      )
    }
    let (green, blue) = (sample(start, first + 1), sample(start, first + 2))
    let alpha =
      chunks.header.colorType == 6
      ? scaled(sample(start, first + 3)) : key(0, is: value) && key(1, is: green) && key(2, is: blue) ? 0 : 255
    return (blended(scaled(value), alpha), blended(scaled(green), alpha), blended(scaled(blue), alpha))
  }
}
