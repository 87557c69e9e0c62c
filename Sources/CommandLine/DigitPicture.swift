import Fledge

/// Converts a picture of a digit to the form of MNIST: light ink on black, the ink in a box of 20 × 20 pixels, its
/// centre of mass in the centre of 28 × 28.
///
/// A picture of that size with a dark border stays as it is.
struct DigitPicture {
  let pixels: [UInt8]

  init(_ image: GrayImage, side: Int) {
    let border = DigitPicture.meanOfBorder(image)
    var ink = image.pixels.map { border > 127 ? 255 - Int($0) : Int($0) }
    if image.width == side, image.height == side, border <= 127 {
      pixels = image.pixels
      return
    }
    // Paper is hardly ever even: what is below a fifth of the darkest ink counts as paper.
    let threshold = (ink.max() ?? 0) / 5
    for index in ink.indices where ink[index] < threshold { ink[index] = 0 }
    pixels = DigitPicture.centred(ink, width: image.width, height: image.height, side: side)
  }

  private static func meanOfBorder(_ image: GrayImage) -> Int {
    var (sum, count) = (0, 0)
    for row in 0..<image.height {
      for column in 0..<image.width
      where row == 0 || column == 0 || row == image.height - 1 || column == image.width - 1 {
        sum += Int(image.pixels[row * image.width + column])
        count += 1
      }
    }
    return sum / max(1, count)
  }

  private static func centred(_ ink: [Int], width: Int, height: Int, side: Int) -> [UInt8] {
    let inked = ink.indices.filter { ink[$0] > 0 }
    guard let first = inked.first, let last = inked.last else { return [UInt8](repeating: 0, count: side * side) }
    let (top, bottom) = (first / width, last / width)
    let columns = inked.map { $0 % width }
    let (left, right) = (columns.min() ?? 0, columns.max() ?? 0)
    let extent = max(bottom - top, right - left) + 1
    // The side of one pixel of the result, in pixels of the picture.
    let step = Double(extent) / (Double(side) * 20 / 28)

    var (mass, massRow, massColumn) = (0.0, 0.0, 0.0)
    for index in inked {
      mass += Double(ink[index])
      massRow += Double(ink[index]) * (Double(index / width) + 0.5)
      massColumn += Double(ink[index]) * (Double(index % width) + 0.5)
    }
    let (centreRow, centreColumn) = (massRow / mass, massColumn / mass)
    return (0..<side * side).map { index in
      let row = centreRow + (Double(index / side) - Double(side) / 2) * step
      let column = centreColumn + (Double(index % side) - Double(side) / 2) * step
      return mean(of: ink, width: width, height: height, rows: (row, row + step), columns: (column, column + step))
    }
  }

  /// The mean ink of a rectangle; pixels on its edge count by the share inside.
  private static func mean(
    of ink: [Int], width: Int, height: Int, rows: (Double, Double), columns: (Double, Double)
  ) -> UInt8 {
    func shares(_ range: (Double, Double), _ limit: Int) -> [(index: Int, share: Double)] {
      let low = Int(range.0.rounded(.down))
      let high = Int(range.1.rounded(.up))
      return (low..<max(low + 1, high)).compactMap { index in
        let share = min(range.1, Double(index + 1)) - max(range.0, Double(index))
        return index >= 0 && index < limit && share > 0 ? (index, share) : nil
      }
    }
    let area = (rows.1 - rows.0) * (columns.1 - columns.0)
    let columnShares = shares(columns, width)
    var sum = 0.0
    for (row, rowShare) in shares(rows, height) {
      for (column, columnShare) in columnShares { sum += Double(ink[row * width + column]) * rowShare * columnShare }
    }
    return UInt8(min(255, max(0, (sum / area).rounded())))
  }
}
