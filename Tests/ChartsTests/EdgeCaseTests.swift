import FledgeCharts
import Testing

/// Data that are empty, single, constant, huge, tiny or not finite.
struct EdgeCaseTests {
  @Test func `a chart without data says so in the figure`() throws {
    let empty: [any Chart] = [
      LineChart(title: "t", x: ChartAxis("x"), y: ChartAxis("y"), series: []),
      LineChart(title: "t", x: ChartAxis("x"), y: ChartAxis("y"), series: [LineSeries("a", x: [1], y: [.nan])]),
      ScatterChart(title: "t", x: ChartAxis("x"), y: ChartAxis("y"), classes: [PointClass("a", x: [], y: [])]),
      BoxPlot(title: "t", groupLabel: "g", y: ChartAxis("y"), groups: [ValueGroup("a", [])]),
      BarChart(title: "t", categoryLabel: "c", y: ChartAxis("y"), categories: [], series: []),
      Histogram(title: "t", x: ChartAxis("x"), edges: [], series: []),
      Heatmap(title: "t", columnLabel: "c", rowLabel: "r", columns: [], rows: [], values: [], valueLabel: "v"),
      ConfusionMatrixChart(title: "t", classes: ["a"], counts: [[0]]),
      ImageGrid(title: "t", tiles: [nil], columns: 1),
      DecisionBoundaryChart(
        title: "t", x: ChartAxis("x"), y: ChartAxis("y"),
        regions: ClassRegions(x: 0...1, y: 0...1, columns: 1, classes: []),
        points: []),
      IntervalChart(title: "t", x: ChartAxis("x"), rows: []),
      ChartGrid(title: "t", charts: [], columns: 1),
    ]
    for chart in empty {
      let figure = try Figure(chart.svg())
      #expect(figure.texts.contains("No data to draw"), "\(type(of: chart))")
      #expect(!chart.description.isEmpty)
    }
  }

  @Test func `values that are not finite are left out and counted, and break the line`() throws {
    let series = LineSeries("a", x: [0, 1, 2, 3, 4, .nan], y: [1, 2, .infinity, 3, 4, 5])
    let figure = try Figure(LineChart(title: "t", x: ChartAxis("x"), y: ChartAxis("y"), series: [series]).svg())
    #expect(figure.texts.contains { $0.hasPrefix("2 values left out") })
    let line = try #require(figure.elements(named: "path", class: "fl-s0 fl-line").last)
    #expect(line.attributes["d"]?.filter { $0 == "m" }.count == 2)
  }

  @Test func `values that are not positive are left out of a log axis`() throws {
    let series = LineSeries("a", x: [0, 1, 2], y: [0, -1, 10])
    let chart = LineChart(title: "t", x: ChartAxis("x"), y: ChartAxis("y", scale: .logarithmic), series: [series])
    #expect(try Figure(chart.svg()).texts.contains { $0.hasPrefix("2 values left out") })
  }

  @Test(
    arguments: [
      [0.0], [5], [-3, -3, -3], [0, 0], [1e300, -1e300], [1e-300, 3e-300], [1, 1 + 1e-15], [1e15, 1e15 + 1],
      [-1e-9, 1e-9], [1e-12, 1e14], [.leastNonzeroMagnitude, 1], [1e308, 1], [123_456_789, 123_456_790],
    ] as [[Double]])
  func `any range gives a figure with numbers that a browser can draw`(values: [Double]) throws {
    for scale in [ChartAxis.Scale.linear, .logarithmic] {
      let axis = ChartAxis("value", scale: scale)
      let line = LineSeries("a", x: values, y: values, lower: values, upper: values, traces: [values])
      let charts: [any Chart] = [
        LineChart(title: "t", x: axis, y: axis, series: [line]),
        ScatterChart(title: "t", x: axis, y: axis, classes: [PointClass("a", x: values, y: values)]),
        BoxPlot(title: "t", groupLabel: "g", y: axis, groups: [ValueGroup("a", values)]),
        BarChart(
          title: "t", categoryLabel: "c", y: axis, categories: values.map { "\($0)" }, series: [BarSeries("s", values)]),
        IntervalChart(title: "t", x: axis, rows: values.map { IntervalRow("r", published: $0, value: $0) }),
        Heatmap(
          title: "t", columnLabel: "c", rowLabel: "r", columns: values.map { "\($0)" }, rows: ["r"], values: [values],
          valueLabel: "v"),
        Histogram(
          title: "t", x: ChartAxis("x"), edges: Histogram.edges(covering: values, bins: 4),
          series: [
            HistogramSeries("a", values: values, edges: Histogram.edges(covering: values, bins: 4))
          ]),
      ]
      for chart in charts {
        let figure = try Figure(chart.svg())
        #expect(figure.brokenNumbers.isEmpty, "\(type(of: chart)) \(figure.brokenNumbers)")
      }
    }
  }

  @Test func `markup and control characters in names do no harm`() throws {
    let name = "a <b> & \"c\" \u{1} ]]>"
    let chart = LineChart(
      title: name, x: ChartAxis(name, unit: "<s>"), y: ChartAxis(name),
      series: [LineSeries(name, x: [1, 2], y: [1, 2])])
    let figure = try Figure(chart.svg())
    #expect(figure.text(of: "chart-title") == "a <b> & \"c\" \u{FFFD} ]]>")
    #expect(chart.csv.hasPrefix("series,x,y,lower,upper,trace\n\"a <b> & \"\"c\"\" \u{FFFD} ]]>\",1,1,,,\n"))
  }

  @Test func `a long curve is thinned without losing its extremes`() throws {
    var y = [Double](repeating: 0.5, count: 100_000)
    y[54_321] = 9
    let chart = LineChart(
      title: "t", x: ChartAxis("Step"), y: ChartAxis("Loss"),
      series: [LineSeries("", x: y.indices.map(Double.init), y: y)])
    let figure = chart.svg()
    #expect(figure.utf8.count < 30_000)
    #expect(try Figure(figure).texts.contains("8"))
    let line = try #require(try Figure(figure).elements(named: "path", class: "fl-s0 fl-line").first?.attributes["d"])
    #expect(line.contains("-3") || line.contains("-2"))
  }

  @Test func `intervals without a published value have no key for one`() {
    let ours = IntervalRow("ours", value: 1, lower: 0, upper: 2)
    let both = IntervalRow("both", published: 1, value: 1)
    let keys = { (rows: [IntervalRow]) in IntervalChart(title: "t", x: ChartAxis("x"), rows: rows).legend.map(\.name) }
    #expect(keys([ours]) == ["ours: median, 95 % interval"])
    #expect(keys([ours, both]) == ["ours: median, 95 % interval", "published"])
    #expect(!IntervalChart(title: "t", x: ChartAxis("x"), rows: [ours]).description.contains("published"))
  }
}
