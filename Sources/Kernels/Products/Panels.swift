/// The order in which training keeps the weight of a linear layer.
///
/// The matrix `[rows, columns]` (inputs by outputs) is cut into panels of 32 columns, the last one narrower, and
/// each panel is stored row by row. A matrix product then reads its weights as one stream. The count stays
/// rows · columns.
public enum Panels {
  /// The number of columns of every panel but perhaps the last.
  public static let width = 32

  /// Where the element at `row`, `column` of a matrix `[rows, columns]` lies.
  public static func offset(row: Int, column: Int, rows: Int, columns: Int) -> Int {
    let first = column / width * width
    return first * rows + row * min(width, columns - first) + (column - first)
  }

  /// Copies a row-major `[columns, rows]` (PyTorch's `[out, in]`) into the panels of `[rows, columns]`.
  public static func pack(
    _ source: Span<Float>, into panels: inout MutableSpan<Float>, rows: Int, columns: Int
  ) {
    requireCount("Panels.pack source", source.count, rows * columns)
    requireCount("Panels.pack panels", panels.count, rows * columns)
    for column in 0..<columns {
      for row in 0..<rows {
        panels[offset(row: row, column: column, rows: rows, columns: columns)] = source[column * rows + row]
      }
    }
  }

  /// Copies the panels of `[rows, columns]` into a row-major `[columns, rows]` (PyTorch's `[out, in]`).
  public static func unpack(
    _ panels: Span<Float>, into target: inout MutableSpan<Float>, rows: Int, columns: Int
  ) {
    requireCount("Panels.unpack panels", panels.count, rows * columns)
    requireCount("Panels.unpack target", target.count, rows * columns)
    for column in 0..<columns {
      for row in 0..<rows {
        target[column * rows + row] = panels[offset(row: row, column: column, rows: rows, columns: columns)]
      }
    }
  }
}
