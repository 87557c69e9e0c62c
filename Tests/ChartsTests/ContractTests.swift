import FledgeCharts
import TestSupport
import Testing

/// What every chart promises, checked on each example of the catalogue.
struct ContractTests {
  @Test(arguments: ChartCatalogue.examples.map(\.name))
  func `a figure is well-formed, named, described and free of broken numbers`(name: String) throws {
    let chart = try example(name)
    for width in [330.0, 640, 1000] {
      let figure = try Figure(chart.svg(width: width, idPrefix: name))
      #expect(figure.text(of: "\(name)-title") == chart.title)
      #expect(figure.text(of: "\(name)-desc") == chart.description)
      #expect(figure.root["role"] == "img")
      #expect(figure.root["aria-labelledby"] == "\(name)-title \(name)-desc")
      #expect(!chart.title.isEmpty && chart.description.count > 20)
      #expect(figure.brokenNumbers.isEmpty, "\(figure.brokenNumbers)")
      #expect(figure.undefinedReferences.isEmpty, "\(figure.undefinedReferences)")
    }
  }

  @Test(arguments: ChartCatalogue.examples.map(\.name))
  func `every id begins with the prefix and stands once`(name: String) throws {
    let ids = try Figure(example(name).svg(idPrefix: "fig-7")).ids
    #expect(ids.allSatisfy { $0.hasPrefix("fig-7-") })
    #expect(Set(ids).count == ids.count)
  }

  @Test(arguments: ChartCatalogue.examples.map(\.name))
  func `all text lies within the figure`(name: String) throws {
    for width in [330.0, 640] {
      let figure = try Figure(example(name).svg(width: width))
      #expect(figure.textsOutside.isEmpty, "at width \(width): \(figure.textsOutside)")
    }
  }

  @Test(arguments: ChartCatalogue.examples.map(\.name))
  func `the data are a table with equally long rows`(name: String) throws {
    let chart = try example(name)
    let table = chart.table
    #expect(!table.rows.isEmpty)
    #expect(table.rows.allSatisfy { $0.count == table.header.count })
    #expect(chart.csv.utf8.count { $0 == UInt8(ascii: "\n") } == table.rows.count + 1)
  }

  @Test(arguments: ChartCatalogue.examples.map(\.name))
  func `the style sheet is left out on request and the same bytes come out twice`(name: String) throws {
    let chart = try example(name)
    #expect(chart.svg() == chart.svg())
    #expect(try Figure(chart.svg()).elements(named: "style").map(\.text) == ["\n\(Theme.css)\n"])
    #expect(try Figure(chart.svg(embedsStyle: false)).elements(named: "style").isEmpty)
  }

  @Test func `names of examples are different`() {
    let names = ChartCatalogue.examples.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func `ten thousand points take less than 200 kB`() {
    let figure = ChartCatalogue.classMap(points: 10_000).svg()
    #expect(figure.utf8.count < 200_000)
    #expect(figure.utf8.count > 50_000)
  }

  private func example(_ name: String) throws -> any Chart {
    try #require(ChartCatalogue.examples.first { $0.name == name }).chart
  }
}
