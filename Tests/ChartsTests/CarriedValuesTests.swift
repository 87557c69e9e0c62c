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
}
