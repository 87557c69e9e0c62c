/// Prepares a drawing as MNIST's digits were: the ink fills a box of 20×20, its centre of mass is in the centre of
/// 28×28.
///
/// The command and the browser compile this file, which uses neither Foundation nor a mathematical library, so that
/// both give the same bits. Source: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
/// Recognition", 1998, section III.A.
public enum DigitPreparation {
  /// The rows and columns of a prepared digit.
  public static let side = 28
  /// The longer side of the ink.
  static let box = 20

  /// Writes the digit as grey levels 0 to 255, `[28, 28]`; the darkest ink becomes 255, and a blank drawing zeros.
  ///
  /// - Parameters:
  ///   - ink: `[height, width]`, 0 where there is none; in any unit.
  ///   - digit: 784 values, overwritten.
  public static func prepare(_ ink: Span<Float>, width: Int, height: Int, into digit: inout MutableSpan<UInt8>) {
    for index in digit.indices { digit[index] = 0 }
    guard let area = InkArea(ink, width: width, height: height) else { return }
    // The side of a pixel of the result, in pixels of the drawing; the result's grid begins at the ink's box.
    let longest = max(area.bottom - area.top, area.right - area.left)
    let step = Double(longest) / Double(box)
    let top = place(area.top..<area.bottom, mass: area.massRow, longest: longest)
    let left = place(area.left..<area.right, mass: area.massColumn, longest: longest)
    for row in 0..<side {
      for column in 0..<side {
        let (first, start) = (Double(row - top) * step, Double(column - left) * step)
        let sum = sum(
          ink, width: width, rows: Double(area.top) + first, columns: Double(area.left) + start, side: step, within: area)
        let level = sum / (step * step) / Double(area.darkest) * 255 + 0.5
        digit[row * side + column] = UInt8(min(255, level))
      }
    }
  }

  /// Where the ink starts in the picture, so that its centre of mass comes closest to the picture's centre.
  ///
  /// Whole pixels, as MNIST's were; the ink stays inside the picture.
  private static func place(_ ink: Range<Int>, mass: Double, longest: Int) -> Int {
    let before = (mass - Double(ink.lowerBound)) * Double(box) / Double(longest)
    let nearest = (Double(side) / 2 - before + 0.5).rounded(.down)
    let extent = (ink.count * box + longest - 1) / longest
    return max(0, min(side - extent, Int(nearest)))
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

/// Where the ink of a drawing is.
struct InkArea {
  /// The box of all pixels with ink; `bottom` and `right` are behind it.
  private(set) var top = Int.max
  private(set) var bottom = 0
  private(set) var left = Int.max
  private(set) var right = 0
  /// The centre of mass; the centre of the first pixel is at 0.5.
  private(set) var massRow = 0.0
  private(set) var massColumn = 0.0
  private(set) var darkest: Float = 0

  /// The share of the darkest ink below which a pixel is the blurred edge of a stroke, or paper.
  private static let faintest: Float = 0.1

  /// `nil` where there is no ink.
  init?(_ ink: Span<Float>, width: Int, height: Int) {
    precondition(ink.count == width * height)
    for index in ink.indices where ink[index] > darkest { darkest = ink[index] }
    guard darkest > 0, darkest < .infinity else { return nil }
    let threshold = darkest * InkArea.faintest
    var mass = 0.0
    for row in 0..<height {
      for column in 0..<width {
        let value = ink[row * width + column]
        guard value > threshold else { continue }
        (top, bottom) = (min(top, row), max(bottom, row + 1))
        (left, right) = (min(left, column), max(right, column + 1))
        mass += Double(value)
        massRow += Double(value) * (Double(row) + 0.5)
        massColumn += Double(value) * (Double(column) + 0.5)
      }
    }
    massRow /= mass
    massColumn /= mass
  }
}
