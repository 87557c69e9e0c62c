/// Prepares a drawing as MNIST's digits were: the ink fills a box of 20×20, its centre of mass is in pixel (14, 14) of
/// 28×28.
///
/// The command and the browser compile this file, which uses neither Foundation nor a mathematical library, so that
/// both give the same bits. Source: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
/// Recognition", 1998, section III.A.
public enum DigitPreparation {
  /// The rows and columns of MNIST's digits.
  public static let side = 28

  /// The longer side of the ink in a picture of `side` rows: 20 of 28.
  public static func box(side: Int) -> Int { max(1, (side * 20 + 14) / 28) }

  /// Writes the digit as grey levels 0 to 255; the strongest ink becomes 255, and a blank drawing zeros.
  ///
  /// - Parameters:
  ///   - ink: `[height, width]`, 0 where there is none; in any unit.
  ///   - digit: `[side, side]`, overwritten.
  public static func prepare(
    _ ink: Span<Float>, width: Int, height: Int, into digit: inout MutableSpan<UInt8>, side: Int = side
  ) {
    precondition(digit.count == side * side)
    for index in digit.indices { digit[index] = 0 }
    guard let area = InkArea(ink, width: width, height: height) else { return }
    // The side of a pixel of the digit, in pixels of the drawing; the digit's grid begins at the ink's box.
    let step = Double(area.longest) / Double(box(side: side))
    let top = place(area.top..<area.bottom, mass: area.massRow, longest: area.longest, side: side)
    let left = place(area.left..<area.right, mass: area.massColumn, longest: area.longest, side: side)
    for row in 0..<side {
      for column in 0..<side {
        let sum = sum(
          ink, width: width, rows: Double(area.top) + Double(row - top) * step,
          columns: Double(area.left) + Double(column - left) * step, side: step, within: area)
        let level = sum / (step * step) / Double(area.strongest) * 255 + 0.5
        digit[row * side + column] = UInt8(min(255, level))
      }
    }
  }

  /// Where the ink starts in the picture, so that the centre of mass is in the middle pixel, (14, 14) of 28×28.
  ///
  /// Whole pixels, as MNIST's were; the ink stays inside the picture.
  private static func place(_ ink: Range<Int>, mass: Double, longest: Int, side: Int) -> Int {
    let before = (mass - Double(ink.lowerBound)) * Double(box(side: side)) / Double(longest)
    let place = (Double(side / 2) - before).rounded(.up)
    let extent = (ink.count * box(side: side) + longest - 1) / longest
    return max(0, min(side - extent, Int(place)))
  }

  /// The ink in a square; a pixel on its edge counts by the share that is inside.
  private static func sum(
    _ ink: Span<Float>, width: Int, rows: Double, columns: Double, side: Double, within area: InkArea
  ) -> Double {
    let firstRow = max(area.top, Int(rows.rounded(.down)))
    let lastRow = min(area.bottom, Int((rows + side).rounded(.up)))
    let firstColumn = max(area.left, Int(columns.rounded(.down)))
    let lastColumn = min(area.right, Int((columns + side).rounded(.up)))
    guard firstRow < lastRow, firstColumn < lastColumn else { return 0 }
    var sum = 0.0
    for row in firstRow..<lastRow {
      let rowShare = min(rows + side, Double(row + 1)) - max(rows, Double(row))
      var line = 0.0
      for column in firstColumn..<lastColumn {
        let share = min(columns + side, Double(column + 1)) - max(columns, Double(column))
        let value = ink[row * width + column]
        if value > 0 { line += share * Double(value) }
      }
      sum += rowShare * line
    }
    return sum
  }
}
