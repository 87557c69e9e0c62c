/// Turns the unpacked rows of a PNG file into pixels.
struct PNGDecoder {
  let chunks: PNGChunks
  let background: Int
  private(set) var rows: [UInt8]

  init(chunks: PNGChunks, rows: [UInt8], background: UInt8) {
    self.chunks = chunks
    self.rows = rows
    self.background = Int(background)
  }

  mutating func image() throws(FormatError) -> GrayImage {
    let header = chunks.header
    var pixels = [UInt8](repeating: 0, count: header.width * header.height)
    // Grey levels of 8 bits stand in the rows as they are.
    let isPlain =
      header.colorType == 0 && header.depth == 8 && chunks.transparency.isEmpty && !header.isInterlaced
    try visitRows { decoder, start, pass, target in
      if isPlain {
        for column in 0..<pass.width { pixels[target + column] = decoder.rows[start + column] }
        return
      }
      for column in 0..<pass.width {
        pixels[target + column * pass.columnStep] = decoder.gray(start, column)
      }
    }
    return GrayImage(width: header.width, height: header.height, pixels: pixels)
  }

  /// Calls `body` with each unfiltered row: where its samples begin, its pass, and the pixel that is its first.
  mutating func visitRows(
    _ body: (borrowing PNGDecoder, _ start: Int, _ pass: PNGHeader.Pass, _ target: Int) -> Void
  ) throws(FormatError) {
    let header = chunks.header
    let pixelBytes = max(1, header.channels * header.depth / 8)
    var start = 0
    for pass in header.passes {
      let rowBytes = header.rowByteCount(width: pass.width)
      for row in 0..<pass.height {
        try unfilter(at: start, rowBytes: rowBytes, pixelBytes: pixelBytes, isFirst: row == 0)
        body(self, start + 1, pass, (pass.row + row * pass.rowStep) * header.width + pass.column)
        start += rowBytes + 1
      }
    }
  }

  /// Undoes the filter of one row (section 9.2): each byte was stored less a guess from its neighbours.
  private mutating func unfilter(
    at start: Int, rowBytes: Int, pixelBytes: Int, isFirst: Bool
  ) throws(FormatError) {
    let filter = rows[start]
    guard filter <= 4 else {
      throw FormatError(
        .malformed, offset: chunks.dataOffset, expected: "row filters 0 to 4", found: "\(filter)",
        advice: "the file is damaged, save it again")
    }
    guard filter > 0 else { return }
    let above = start - rowBytes
    for index in 0..<rowBytes {
      let hasLeft = index >= pixelBytes
      let left = hasLeft ? Int(rows[start + 1 + index - pixelBytes]) : 0
      let up = isFirst ? 0 : Int(rows[above + index])
      let corner = hasLeft && !isFirst ? Int(rows[above + index - pixelBytes]) : 0
      let guess: Int
      switch filter {
      case 1: guess = left
      case 2: guess = up
      case 3: guess = (left + up) / 2
      default: guess = PNGDecoder.paeth(left, up, corner)
      }
      rows[start + 1 + index] &+= UInt8(truncatingIfNeeded: guess)
    }
  }

  /// The neighbour nearest to left + up − corner (section 9.4).
  private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let estimate = left + up - corner
    let (toLeft, toUp, toCorner) = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
    if toLeft <= toUp && toLeft <= toCorner { return left }
    return toUp <= toCorner ? up : corner
  }

  /// One pixel of the row that begins at `start`.
  private func gray(_ start: Int, _ column: Int) -> UInt8 {
    let header = chunks.header
    let first = column * header.channels
    let value = sample(start, first)
    switch header.colorType {
    case 3:
      // An index beyond the palette shows as black, as most readers do.
      guard value * 3 + 2 < chunks.palette.count else { return 0 }
      let luma = PNGDecoder.luma(
        Int(chunks.palette[value * 3]), Int(chunks.palette[value * 3 + 1]), Int(chunks.palette[value * 3 + 2]))
      return blended(luma, value < chunks.transparency.count ? Int(chunks.transparency[value]) : 255)
    case 2, 6:
      let (green, blue) = (sample(start, first + 1), sample(start, first + 2))
      let alpha =
        header.colorType == 6
        ? scaled(sample(start, first + 3))
        : key(0, is: value) && key(1, is: green) && key(2, is: blue) ? 0 : 255
      return blended(PNGDecoder.luma(scaled(value), scaled(green), scaled(blue)), alpha)
    default:
      let alpha = header.colorType == 4 ? scaled(sample(start, first + 1)) : key(0, is: value) ? 0 : 255
      return blended(scaled(value), alpha)
    }
  }

  func sample(_ start: Int, _ index: Int) -> Int {
    let depth = chunks.header.depth
    switch depth {
    case 16: return Int(rows.bigEndian16(at: start + index * 2))
    case 8: return Int(rows[start + index])
    default:
      let bit = index * depth
      return Int(rows[start + bit / 8]) >> (8 - depth - bit % 8) & ((1 << depth) - 1)
    }
  }

  /// A sample of the file's depth in 0…255, rounded.
  func scaled(_ sample: Int) -> Int {
    let top = (1 << chunks.header.depth) - 1
    return (sample * 255 + top / 2) / top
  }

  /// Whether a sample of the transparent colour, if there is one, has this value.
  func key(_ channel: Int, is value: Int) -> Bool {
    !chunks.transparency.isEmpty && value == Int(chunks.transparency.bigEndian16(at: channel * 2))
  }

  func blended(_ value: Int, _ alpha: Int) -> UInt8 {
    UInt8((value * alpha + background * (255 - alpha) + 127) / 255)
  }

  private static func luma(_ red: Int, _ green: Int, _ blue: Int) -> Int {
    (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16
  }
}
