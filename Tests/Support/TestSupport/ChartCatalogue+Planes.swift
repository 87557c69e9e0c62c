package import FledgeCharts

extension ChartCatalogue {
  static var scatterWithFit: ScatterChart {
    var noise = ExampleNoise(seed: 11)
    let x = (0..<80).map { Double($0) / 40 - 1 }
    return ScatterChart(
      title: "Linear regression: fits of the median and the worst run", x: ChartAxis("x"), y: ChartAxis("y"),
      classes: [PointClass("data", x: x, y: x.map { 1.5 * $0 + 0.4 + 0.25 * noise.next() })],
      lines: [
        LineSeries("median run", x: [-1, 0.975], y: [-1.08, 1.85]),
        LineSeries("worst run", x: [-1, 0.975], y: [-0.85, 1.7]),
      ])
  }

  /// Ten clouds on a spiral, as a map of classes.
  package static func classMap(points count: Int) -> ScatterChart {
    var noise = ExampleNoise(seed: 12)
    let centers: [(x: Double, y: Double)] = [
      (-60, 10), (-35, 55), (5, 20), (30, 60), (62, 20), (25, -12), (-20, -30), (55, -45), (0, -65), (-58, -50),
    ]
    let classes = centers.enumerated().map { digit, center in
      let size = count / 10
      return PointClass(
        String(digit), x: (0..<size).map { _ in center.x + 11 * noise.next() },
        y: (0..<size).map { _ in center.y + 10 * noise.next() })
    }
    return ScatterChart(
      title: "t-SNE of the test set's codes", x: ChartAxis("First dimension"), y: ChartAxis("Second dimension"),
      classes: classes, labelsClasses: true)
  }

  static var decisionBoundary: ChartGrid {
    var noise = ExampleNoise(seed: 13)
    let values = (0..<120).map { _ in (x: max(-0.98, min(0.98, noise.next())), y: max(-0.98, min(0.98, noise.next()))) }
    let classes = [("equal signs", true), ("unequal signs", false)].map { name, isEqual in
      let chosen = values.filter { ($0.x * $0.y > 0) == isEqual }
      return PointClass(name, x: chosen.map(\.x), y: chosen.map(\.y))
    }
    let charts = [("Median run", 0.0), ("Worst run", 0.35)].map { title, bend in
      let centers = ClassRegions.centers(x: -1...1, y: -1...1, columns: 120, rows: 120)
      let regions = ClassRegions(
        x: -1...1, y: -1...1, columns: 120,
        classes: centers.map { $0.x * $0.y + bend * $0.x * $0.x - 0.1 * bend > 0.02 ? 0 : 1 })
      return DecisionBoundaryChart(
        title: title, x: ChartAxis("x₁"), y: ChartAxis("x₂"), regions: regions, points: classes)
    }
    return ChartGrid(title: "XOR in four quadrants: decision regions", charts: charts, columns: 2)
  }
}
