/// A grey image on which a round pen draws, with anti-aliased edges one pixel wide.
struct PenCanvas: ~Copyable {
  static let side = 28

  /// Ink in 0...1, row by row.
  var ink = [Float](repeating: 0, count: side * side)
  private var blurred = [Float](repeating: 0, count: side * side)

  mutating func clear() {
    for index in ink.indices { ink[index] = 0 }
  }

  /// Draws a line; coordinates are in pixels, with pixel centres at whole numbers.
  ///
  /// Ink where the distance d to the line is below the radius r: `min(1, max(0, r + ½ − d)) · pressure`; where lines
  /// overlap, the larger value stays.
  mutating func drawLine(from start: SIMD2<Float>, to end: SIMD2<Float>, radius: Float, pressure: Float) {
    let reach = radius + 0.5
    let low = pointwiseMin(start, end) - reach
    let high = pointwiseMax(start, end) + reach
    let firstColumn = max(0, Int(low.x.rounded(.up)))
    let lastColumn = min(PenCanvas.side - 1, Int(high.x.rounded(.down)))
    let firstRow = max(0, Int(low.y.rounded(.up)))
    let lastRow = min(PenCanvas.side - 1, Int(high.y.rounded(.down)))
    guard firstColumn <= lastColumn, firstRow <= lastRow else { return }
    let along = end - start
    let lengthSquared = along.x * along.x + along.y * along.y
    let inverse = lengthSquared > 0 ? 1 / lengthSquared : 0
    for row in firstRow...lastRow {
      let rise = Float(row) - start.y
      for column in firstColumn...lastColumn {
        let run = Float(column) - start.x
        let share = min(1, max(0, (run * along.x + rise * along.y) * inverse))
        let right = run - share * along.x
        let down = rise - share * along.y
        let squared = right * right + down * down
        guard squared < reach * reach else { continue }
        let coverage = min(1, reach - squared.squareRoot()) * pressure
        let pixel = row * PenCanvas.side + column
        if coverage > ink[pixel] { ink[pixel] = coverage }
      }
    }
  }

  /// Blurs with a 3-tap filter, weights `share / 2, 1 − share, share / 2`, along the rows, then the columns.
  mutating func blur(share: Float) {
    let side = PenCanvas.side
    let centre = 1 - share
    let beside = share / 2
    for row in 0..<side {
      let start = row * side
      blurred[start] = ink[start] * centre + ink[start + 1] * beside
      for pixel in start + 1..<start + side - 1 {
        blurred[pixel] = ink[pixel] * centre + (ink[pixel - 1] + ink[pixel + 1]) * beside
      }
      blurred[start + side - 1] = ink[start + side - 1] * centre + ink[start + side - 2] * beside
    }
    for column in 0..<side {
      ink[column] = blurred[column] * centre + blurred[column + side] * beside
      let last = (side - 1) * side + column
      ink[last] = blurred[last] * centre + blurred[last - side] * beside
    }
    for pixel in side..<(side - 1) * side {
      ink[pixel] = blurred[pixel] * centre + (blurred[pixel - side] + blurred[pixel + side]) * beside
    }
  }
}
