import FledgePages
import Foundation
import TestSupport
import Testing

/// What a page carries so that its script can show numbers under another reading.
struct ReadingChoiceTests {
  private static let readings = Readings(
    "readings", "Stops & <rules>",
    [
      ReadingNumber("accuracy", "test accuracy", published: "97.2 %", item: "results.accuracy"),
      ReadingNumber("loss", "test loss", published: "0.10", item: "results.loss"),
    ], numbersAreElsewhere: true,
    [
      Reading(
        "plain", "as stated", ours: [.seeds([0.971, 0.972, 0.973]), .seeds([0.10, 0.11, 0.09])], source: "section 2"),
      Reading(
        "late", "a `late` stop \"x\" <y>",
        ours: [.seeds([0.9391, 0.9402, 0.9385]), .missing("not run at this scale")],
        source: nil),
    ])

  private static let page = ReportPage(
    "example", title: "t", citation: "c", summary: "s", scale: .full, data: .mnist, provenance: ExamplePage.provenance
  ) {
    PageSection("Results") {
      NumberTable(
        "results", caption: "Numbers.",
        [
          PublishedNumber("accuracy", "accuracy", published: "97.2 %", ours: .seeds([0.971, 0.972, 0.973])),
          PublishedNumber("loss", "loss", published: "0.10", ours: .seeds([0.10, 0.11, 0.09])),
          PublishedNumber("epoch", "epoch", published: "31", ours: .seeds([29, 31, 33])),
        ])
      readings
    }
  }

  private func elements(_ name: String, of page: ReportPage = page) throws -> [MarkupScanner.Element] {
    try MarkupScanner.elements(of: page.html).filter { $0.name == name && $0["data-number"] != nil }
  }

  @Test func `cells of a reading name the number in another table, and rows there have that name`() throws {
    let cells = try elements("td")
    #expect(
      cells.map { $0["data-number"] } == ["results.accuracy", "results.loss", "results.accuracy", "results.loss"])
    let plain = zip(Self.readings.numbers, Self.readings.readings[0].ours).map {
      VerdictRule.judge($0.published, $1, together: 2).verdict.rawValue
    }
    #expect(cells.map { $0["data-verdict"] } == plain + ["differs", "not-tested"])
    #expect(try elements("tr").map { $0["data-number"] } == ["results.accuracy", "results.loss", "results.epoch"])
  }

  @Test func `a cell has its place in the chart of deviations, and dots of its number have its name`() throws {
    let cells = try elements("td")
    let dots = try elements("circle")
    #expect(dots.compactMap { $0["data-number"] }.sorted() == ["results.accuracy", "results.loss"])
    #expect(cells[0]["data-deviation"] != nil && cells[1]["data-deviation"] != nil)
    #expect(cells[2]["data-deviation"] == "99.00 beyond" && cells[3]["data-deviation"] == nil)
  }

  @Test func `numbers of the block itself have the id of their item`() throws {
    let page = try ExamplePage.page()
    #expect(Set(try elements("td", of: page).map { $0["data-number"] }) == ["accuracy"])
    let dots = try elements("circle", of: page)
    #expect(dots.map { $0["data-number"] } == ["accuracy"])
    #expect(try elements("td", of: page)[0]["data-deviation"]?.prefix { $0 != " " } == dots[0]["cx"]?.dropLast())
    #expect(page.items.contains { $0.id == "example.accuracy" })
  }

  @Test func `names are escaped, and every verdict of a cell has a badge to copy`() throws {
    let all = try MarkupScanner.elements(of: Self.page.html)
    #expect(all.contains { $0.name == "table" && $0["data-name"] == "Stops & <rules>" })
    #expect(Self.page.html.contains("data-name=\"Stops &amp; &lt;rules&gt;\""))
    let badges = Set(all.filter { $0["class"]?.hasPrefix("badge ") == true }.compactMap { $0["class"]?.dropFirst(6) })
    #expect(Set(try elements("td").compactMap { $0["data-verdict"]?[...] }).isSubset(of: badges))
  }

  @Test func `the choice stands in the script alone`() throws {
    let html = Self.page.html
    #expect(!html.prefix(upTo: try #require(html.range(of: "<script>")).lowerBound).contains("<select"))
    #expect(html.contains("table.readings"))
  }
}
