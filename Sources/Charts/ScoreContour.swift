/// Scores of a two-class classifier over a grid, and the regions on both sides of their zero.
///
/// Between neighbouring nodes the score is interpolated linearly, so the boundary of a linear classifier is straight
/// (marching squares: W. Lorensen and H. Cline, Marching cubes, SIGGRAPH 1987, in the plane).
package struct ScoreContour {
  /// The pixels of the nodes' columns and rows.
  let columns: [Double]
  let rows: [Double]
  /// One score for each node, row by row.
  let scores: [Double]

  /// Takes scores at the middles of cells; nodes on the edges are extrapolated from the two nearest.
  package init(_ regions: ClassRegions, scores: [Double], column: (Double) -> Double?, row: (Double) -> Double?) {
    let middles = { (range: ClosedRange<Double>, count: Int) -> [Double] in
      let width = (range.upperBound - range.lowerBound) / Double(count)
      return [range.lowerBound] + (0..<count).map { range.lowerBound + width * (Double($0) + 0.5) }
        + [range.upperBound]
    }
    columns = middles(regions.x, regions.columns).map { column($0) ?? 0 }
    rows = middles(regions.y, regions.rows).map { row($0) ?? 0 }
    let lines = (0..<regions.rows).map { row in
      Self.padded((0..<regions.columns).map { [scores[row * regions.columns + $0]] }).flatMap(\.self)
    }
    self.scores = Self.padded(lines).flatMap(\.self)
  }

  private static func padded(_ lines: [[Double]]) -> [[Double]] {
    func edge(_ first: [Double], _ second: [Double]) -> [Double] { zip(first, second).map { 1.5 * $0 - 0.5 * $1 } }
    guard lines.count > 1 else { return [lines[0], lines[0], lines[0]] }
    return [edge(lines[0], lines[1])] + lines + [edge(lines[lines.count - 1], lines[lines.count - 2])]
  }

  private func score(_ row: Int, _ column: Int) -> Double { scores[row * columns.count + column] }

  /// The area where the score is positive, or where it is not; whole cells of a row joined.
  package func area(positive: Bool) -> PathData {
    var data = PathData()
    for row in 0..<rows.count - 1 {
      var start = 0
      for column in 0..<columns.count {
        let corners = column < columns.count - 1 ? self.corners(row, column) : []
        let inside = corners.map { ($0.score > 0) == positive }
        if !corners.isEmpty, inside.allSatisfy(\.self) { continue }
        if column > start {
          data.rectangle(
            ChartRectangle(
              left: columns[start], top: rows[row + 1], width: columns[column] - columns[start],
              height: rows[row] - rows[row + 1]))
        }
        start = column + 1
        if inside.contains(true) { data.add(polygons(corners, inside)) }
      }
    }
    return data
  }

  /// The line on which the score is zero.
  package var boundary: PathData {
    var data = PathData()
    for row in 0..<rows.count - 1 {
      for column in 0..<columns.count - 1 {
        let corners = corners(row, column)
        let inside = corners.map { $0.score > 0 }
        guard inside.contains(true), inside.contains(false) else { continue }
        for polygon in polygons(corners, inside) {
          for (index, vertex) in polygon.enumerated() where vertex.isCrossing {
            let next = polygon[(index + 1) % polygon.count]
            guard next.isCrossing, !vertex.entersNext else { continue }
            data.move(to: vertex.point)
            data.line(to: next.point)
          }
        }
      }
    }
    return data
  }

  private typealias Corner = (point: Point, score: Double)

  /// A vertex of a clipped cell; a crossing lies on an edge of the cell, where the score is zero.
  fileprivate struct Vertex {
    let point: Point
    var isCrossing = false
    /// Whether the outline goes from this crossing to a corner inside.
    var entersNext = false
  }

  private func corners(_ row: Int, _ column: Int) -> [Corner] {
    [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)].map { row, column in
      (Point(x: columns[column], y: rows[row]), score(row, column))
    }
  }

  /// The parts of a cell inside: one, or two corners where opposite ones are inside and the middle is not.
  private func polygons(_ corners: [Corner], _ inside: [Bool]) -> [[Vertex]] {
    var outline: [Vertex] = []
    for index in 0..<4 {
      let next = (index + 1) % 4
      if inside[index] { outline.append(Vertex(point: corners[index].point)) }
      if inside[index] != inside[next] {
        outline.append(
          Vertex(point: crossing(corners[index], corners[next]), isCrossing: true, entersNext: inside[next]))
      }
    }
    let isSaddle = inside[0] == inside[2] && inside[1] == inside[3] && inside[0] != inside[1]
    guard isSaddle else { return [outline] }
    let middle = corners.reduce(0) { $0 + $1.score } / 4
    let first = inside[0] ? 0 : 1
    guard (middle > 0) != (corners[first].score > 0) else { return [outline] }
    return [first, first + 2].map { index in
      let (before, after) = ((index + 3) % 4, (index + 1) % 4)
      return [
        Vertex(point: corners[index].point),
        Vertex(point: crossing(corners[index], corners[after]), isCrossing: true),
        Vertex(point: crossing(corners[before], corners[index]), isCrossing: true, entersNext: true),
      ]
    }
  }

  private func crossing(_ from: Corner, _ to: Corner) -> Point {
    let share = from.score / (from.score - to.score)
    return Point(
      x: from.point.x + share * (to.point.x - from.point.x), y: from.point.y + share * (to.point.y - from.point.y))
  }
}

extension PathData {
  fileprivate mutating func add(_ polygons: [[ScoreContour.Vertex]]) {
    for polygon in polygons where polygon.count > 2 {
      move(to: polygon[0].point)
      for vertex in polygon.dropFirst() { line(to: vertex.point) }
      close()
    }
  }
}
