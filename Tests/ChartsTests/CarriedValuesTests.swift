import FledgeCharts
import TestSupport
import Testing

struct CarriedValuesTests {
  private static let chart = LineChart(
    title: "t", x: ChartAxis("Epoch"), y: ChartAxis("Loss", scale: .logarithmic),
    series: [
      LineSeries("a", x: [1, 2, 3], y: [0.123456, .nan, 1], lower: [0.1, .nan, 0.9], upper: [0.2, .nan, 1.1])
    ])

  private func data(_ values: CarriedValues) throws -> [Figure.Element] {
    try Figure(Self.chart.svg(values: values)).elements(named: "g").filter { element in
      element.attributes.keys.contains { $0.hasPrefix("data-") }
    }
  }

  @Test func `a figure for itself carries nothing`() throws {
    #expect(try data(.none).isEmpty)
    #expect(Self.chart.svg() == Self.chart.svg(values: .none))
  }

  @Test func `a figure of a page carries axes and values to four digits`() throws {
    let found = try data(.all)
    #expect(found.count == 2)
    #expect(found[0].attributes["data-xname"] == "Epoch" && found[0].attributes["data-yname"] == "Loss")
    #expect(found[0].attributes["data-y"]?.hasPrefix("log ") == true)
    #expect(found[1].attributes["data-xs"] == "1+1")
    #expect(found[1].attributes["data-ys"] == "0.1235 - 1")
    #expect(found[1].attributes["data-lo"] == "0.1 - 0.9")
  }

  @Test func `its drawing for phones carries the axes alone`() throws { #expect(try data(.axes).count == 1) }

  @Test func `a long curve is thinned, and carried values leave the marks as they are`() throws {
    let x = (0..<5000).map(Double.init)
    let long = LineChart(
      title: "t", x: ChartAxis("x"), y: ChartAxis("y"), series: [LineSeries("a", x: x, y: x.map { $0 * 0.37 })])
    #expect(long.svg(values: .all).utf8.count < long.svg().utf8.count + 5_000)
    for example in ChartCatalogue.examples {
      let plain = try Figure(example.chart.svg()).elements.filter { $0.name != "g" }.map(\.attributes)
      let carrying = try Figure(example.chart.svg(values: .all)).elements.filter { $0.name != "g" }.map(\.attributes)
      #expect(plain == carrying, "\(example.name)")
    }
  }

  private static func chart(members: [SeriesMember], points: Int = 3) -> LineChart {
    let x = (0..<points).map(Double.init)
    return LineChart(
      title: "t", x: ChartAxis("Epoch"), y: ChartAxis("Loss"),
      series: [LineSeries("a", x: x, y: x, lower: x, upper: x.map { $0 + 1 }, members: members)])
  }

  private func runs(of chart: LineChart) throws -> [[String: String]] {
    try Figure(chart.svg(values: .all)).elements(named: "g").map(\.attributes).filter { $0["data-run"] != nil }
  }

  @Test func `single runs are carried with their values, folder and settings, the common settings once`() throws {
    let chart = Self.chart(members: [
      SeriesMember("seed 0", y: [0.123456, .nan, 2], settings: "layers [100]", folder: "runs/0a"),
      SeriesMember("seed 1", y: [1, 2], settings: "layers [100]", folder: "runs/1b"),
      SeriesMember("<b> & \"c\"", y: [1, 2, 3], settings: "layers [30], <i>"),
    ])
    let found = try runs(of: chart)
    #expect(found.map { $0["data-run"] } == ["seed 0", "seed 1", "<b> & \"c\""])
    #expect(found.map { $0["data-ys"] } == ["0.1235 - 2", "1 2", "1 2 3"])
    #expect(found.map { $0["data-folder"] } == ["runs/0a", "runs/1b", nil])
    #expect(found.map { $0["data-settings"] } == [nil, nil, "layers [30], <i>"])
    let svg = chart.svg(values: .all)
    #expect(svg.contains("data-settings=\"layers [100]\">") && !svg.contains("data-limit"))
    #expect(!svg.contains("<b>") && svg.contains("data-run=\"&lt;b&gt; &amp; &quot;c&quot;\""))
  }

  @Test func `at most 15 runs of 200 points are carried, and the curve says so`() throws {
    let members = (0..<20).map { seed in SeriesMember("seed \(seed)", y: (0..<900).map { Double($0 + seed) }) }
    let chart = Self.chart(members: members, points: 900)
    let found = try runs(of: chart)
    #expect(found.count == 15)
    let values = try #require(found[1]["data-ys"]).split(separator: " ")
    // 900 points of the curve are thinned to 300, of which a run has every second one.
    #expect(values.count == 150 && values[0] == "1" && values[1] == "7")
    #expect(chart.svg(values: .all).contains("data-every=\"2\" data-limit=\"15 of 20 runs, 1 of 6 points of each\""))
  }

  @Test func `files to save, drawings for phones and all marks are as without members`() throws {
    let members = [SeriesMember("seed 0", y: [0, 9, 0]), SeriesMember("seed 1", y: [0, 1, 2])]
    let (with, without) = (Self.chart(members: members), Self.chart(members: []))
    #expect(with.svg() == without.svg() && with.csv == without.csv)
    #expect(with.svg(values: .axes) == without.svg(values: .axes))
    #expect(
      try Figure(with.svg(values: .all)).elements(named: "path").count
        == Figure(with.svg()).elements(named: "path").count)
  }
}
