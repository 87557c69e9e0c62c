import FledgeTensors

/// The planes of an image: its last two axes are rows and columns, those before them are channels.
struct Planes {
  let count: Int
  let rows: Int
  let columns: Int

  init(of shape: TensorShape, for user: String) {
    precondition(shape.rank >= 2, "\(user): expected pictures with rows and columns, found shape \(shape)")
    rows = shape[shape.rank - 2]
    columns = shape[shape.rank - 1]
    count = rows * columns == 0 ? 0 : shape.count / (rows * columns)
  }
}

/// The bilinear interpolation at a position between pixels; zero (background) outside of the image.
func bilinear(_ picture: Span<Float>, start: Int, rows: Int, columns: Int, row: Float, column: Float) -> Float {
  guard row > -1, column > -1, row < Float(rows), column < Float(columns) else { return 0 }
  let top = row.rounded(.down)
  let left = column.rounded(.down)
  let down = row - top
  let right = column - left
  let firstRow = Int(top)
  let firstColumn = Int(left)
  func pixel(_ row: Int, _ column: Int) -> Float {
    row >= 0 && row < rows && column >= 0 && column < columns ? picture[start + row * columns + column] : 0
  }
  let upper = pixel(firstRow, firstColumn) * (1 - right) + pixel(firstRow, firstColumn + 1) * right
  let lower = pixel(firstRow + 1, firstColumn) * (1 - right) + pixel(firstRow + 1, firstColumn + 1) * right
  return upper * (1 - down) + lower * down
}
