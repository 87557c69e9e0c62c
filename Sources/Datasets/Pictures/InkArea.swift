/// Where the ink of a drawing is: its box and its centre of mass.
package struct InkArea {
  /// The box of all pixels with ink; `bottom` and `right` are behind it.
  package private(set) var top = Int.max
  package private(set) var bottom = 0
  package private(set) var left = Int.max
  package private(set) var right = 0
  /// The centre of mass; the centre of the first pixel is at 0.5.
  package private(set) var massRow = 0.0
  package private(set) var massColumn = 0.0
  package private(set) var strongest: Float = 0

  /// The longer side of the box.
  package var longest: Int { max(bottom - top, right - left) }

  /// The share of the strongest ink below which a pixel is the edge of a stroke, or paper.
  private static let faintest: Float = 0.1

  /// `nil` where there is no ink.
  package init?(_ ink: Span<Float>, width: Int, height: Int) {
    precondition(ink.count == width * height)
    for index in ink.indices where ink[index] > strongest { strongest = ink[index] }
    guard strongest > 0, strongest < .infinity else { return nil }
    let threshold = strongest * InkArea.faintest
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
