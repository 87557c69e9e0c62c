import FledgeCharts
import Testing

struct ScoreContourTests {
  /// Scores over −1…1 in both directions, drawn at 100 pixels for a unit.
  private static func contour(_ count: Int, _ score: (Double, Double) -> Double) -> ScoreContour {
    let centers = ClassRegions.centers(x: -1...1, y: -1...1, columns: count, rows: count)
    let scores = centers.map { score($0.x, $0.y) }
    let regions = ClassRegions(
      x: -1...1, y: -1...1, columns: count, classes: scores.map { $0 > 0 ? 1 : 0 }, scores: scores)
    return ScoreContour(regions, scores: scores, column: { 100 * $0 + 100 }, row: { 100 - 100 * $0 })
  }

  @Test(arguments: [2, 5, 50])
  func `the boundary of a linear score is straight to a tenth of a pixel`(count: Int) {
    let boundary = Self.contour(count) { x, y in 3 * x - 2 * y + 0.3 }.boundary
    let points = PathReader.points(of: boundary.text)
    #expect(points.count > 3)
    for point in points {
      let (x, y) = ((point.x - 100) / 100, (100 - point.y) / 100)
      let score: Double = 3 * x - 2 * y + 0.3
      #expect(abs(score) < 0.01, "\(x), \(y)")
    }
  }

  @Test func `both regions cover the plane once`() {
    typealias Score = (Double, Double) -> Double
    let line: Score = { x, y in 3 * x - 2 * y + 0.3 }
    let saddle: Score = { x, y in x * y }
    let one: Score = { _, _ in 1 }
    let ring: Score = { x, y in
      let square: Double = x * x + y * y
      return square - 0.5
    }
    for score in [line, saddle, one, ring] {
      let contour = Self.contour(9, score)
      let areas = [true, false].map { PathReader.area(of: contour.area(positive: $0).text) }
      #expect(abs(areas[0] + areas[1] - 40_000) < 40, "\(areas)")
    }
    let circle = PathReader.area(of: Self.contour(60, ring).area(positive: false).text)
    #expect(abs(circle - 15_708) < 60, "\(circle)")
  }

  @Test func `a chart without scores keeps the edges of its cells`() throws {
    let regions = ClassRegions(x: 0...2, y: 0...2, columns: 2, classes: [0, 1, 1, 1])
    #expect(regions.scores.isEmpty)
    let chart = DecisionBoundaryChart(
      title: "t", x: ChartAxis("x"), y: ChartAxis("y"), regions: regions, points: [PointClass("a", x: [1], y: [1])])
    #expect(try Figure(chart.svg()).elements(named: "path", class: "fl-s0 fl-region").count == 1)
  }
}
