/// A square grey image as half blocks, two rows of pixels per line of text.
struct PixelDrawing {
  let lines: [String]

  /// Values are from 0 (blank) to 1 (ink); images that are not square give no lines.
  init(_ values: [Float]) {
    let side = Int(Double(values.count).squareRoot().rounded())
    guard side > 1, side * side == values.count else {
      lines = []
      return
    }
    func ink(_ row: Int, _ column: Int) -> Bool { row < side && values[row * side + column] > 0.35 }
    lines = stride(from: 0, to: side, by: 2).map { row in
      String(
        (0..<side).map { column in
          switch (ink(row, column), ink(row + 1, column)) {
          case (true, true): "█"
          case (true, false): "▀"
          case (false, true): "▄"
          case (false, false): " "
          }
        })
    }
  }

  var text: String { lines.joined(separator: "\n") }
}
