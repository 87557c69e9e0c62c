import FledgePages
import FledgeReproductions
import TestSupport
import Testing

@Suite struct ShiTests {
  @Test func `the smoke page has every figure, table and number`() throws {
    let page = try #require(SmokeReports.shared().reports["shi"]).page
    let ids = Set(page.items.map(\.id))
    for id in ["softmax", "momentum", "l2", "l1", "sigmoid", "relu"] {
      #expect(ids.isSuperset(of: ["shi.results.\(id).accuracy", "shi.results.\(id).loss"]))
    }
    #expect(
      ids.isSuperset(of: [
        "shi.readings.l1.stated.loss.rises", "shi.readings.l2.batch.full-last.rises", "shi.twice.gradients",
      ]))
    #expect(page.items.filter { $0.kind == .figure }.count == 5)
  }

  @Test func `the numbers of all readings are items of the results`() throws {
    let page = try #require(SmokeReports.shared().reports["shi"]).page
    let cells = try MarkupScanner.elements(of: page.html).filter { $0.name == "td" && $0["data-number"] != nil }
    let numbers = Set(cells.compactMap { $0["data-number"] })
    #expect(numbers.count == 8 && numbers.allSatisfy { $0.hasPrefix("results.") })
    #expect(Set(page.items.map(\.id)).isSuperset(of: numbers.map { "shi." + $0 }))
  }
}
