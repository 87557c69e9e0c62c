import FledgeCharts
import Testing

struct PublishedValuesTests {
  private static func chart(_ published: [PublishedValues], scale: ChartAxis.Scale = .linear) -> LineChart {
    LineChart(
      title: "t", x: ChartAxis("Epoch"), y: ChartAxis("Loss", scale: scale),
      series: [LineSeries("ours", x: [1, 2, 3], y: [0.4, 0.3, 0.2])], published: published)
  }

  @Test func `a published point is a diamond, a row of the data and an entry of the legend`() throws {
    let chart = Self.chart([PublishedValues("published", [.init(x: 5, y: 0.1)])])
    let figure = try Figure(chart.svg())
    #expect(figure.elements(named: "path", class: "fl-published").count == 2)
    #expect(figure.texts.contains("published"))
    #expect(chart.csv.hasSuffix("published,5,0.1,,,\n"))
    #expect(chart.description.contains("published: 0.1 at 5"))
    #expect(try #require(chart.xRange).contains(5) && #require(chart.yRange).contains(0.1))
  }

  @Test func `a level and a position are lines, and a level widens its axis alone`() throws {
    let chart = Self.chart([.level(0.9), PublishedValues("stop", [.init(x: 2)])])
    let figure = try Figure(chart.svg())
    #expect(figure.elements(named: "path", class: "fl-level").count == 4)
    #expect(try #require(chart.yRange).contains(0.9))
    #expect(try #require(chart.xRange).upperBound < 3.5)
  }

  @Test func `published values alone make no chart, and a value that a log axis cannot show is left out`() throws {
    let empty = LineChart(title: "t", x: ChartAxis("x"), y: ChartAxis("y"), series: [], published: [.level(1)])
    #expect(try Figure(empty.svg()).texts.contains("No data to draw"))
    let chart = Self.chart([PublishedValues("published", [.init(x: 1, y: -1)])], scale: .logarithmic)
    #expect(try Figure(chart.svg()).elements(named: "path", class: "fl-published").count == 1)
  }

  @Test func `a box plot has the published level across its groups`() throws {
    let chart = BoxPlot(
      title: "t", groupLabel: "g", y: ChartAxis("y"), groups: [ValueGroup("a", [1, 2]), ValueGroup("b", [2, 3])],
      published: [.level(5)])
    #expect(try Figure(chart.svg()).elements(named: "path", class: "fl-level").count == 2)
    #expect(try #require(chart.yRange).contains(5))
  }

  @Test func `a log colour scale puts the geometric mean in the middle, and the marked cell has an outline`() throws {
    let map = Heatmap(
      title: "t", columnLabel: "c", rowLabel: "r", columns: ["1", "2", "3"], rows: ["1"], values: [[0.01, 0.1, 1]],
      valueLabel: "error", scale: .logarithmic, marked: .init(row: 0, column: 1, meaning: "chosen"))
    let figure = try Figure(map.svg())
    let cells = figure.elements(named: "rect", class: "fl-shade").suffix(3).map { $0.attributes["fill-opacity"] }
    #expect(cells == ["0.04", "0.52", "1"])
    #expect(figure.elements(named: "path", class: "fl-outline").count == 1)
    #expect(figure.texts.contains("outlined: chosen"))
  }
}
