import FledgePages
import FledgeReproductions
import Foundation
import TestSupport
import Testing

/// What holds for every report.
@Suite struct PaperTests {
  @Test(arguments: PaperCatalogue.students)
  func `a smoke run makes a sound page with every figure and table`(id: String) throws {
    let smoke = try SmokeReports.shared()
    let paper = try #require(try PaperCatalogue.named(id))
    let report = try #require(smoke.reports[id])
    #expect(report.trainedAfter == report.trainedBefore, "studies(at:) leaves a study out that the page needs")
    // Figures that a report does not have are no items.
    let anchors = report.page.sections.flatMap(\.blocks).flatMap(\.anchors)
    let missing = paper.items.filter { item in
      !report.page.items.contains { $0.id == "\(id).\(item)" } && !anchors.contains(item)
    }
    #expect(missing.isEmpty)
    // Generated digits are not MNIST, so no verdict may depend on them.
    #expect(report.page.items.allSatisfy { [.redrawn, .noVerdict].contains($0.verdict) })
    for figure in report.page.sections.flatMap(\.blocks).compactMap({ $0 as? Figure }) {
      #expect(!figure.charts.isEmpty, "\(figure.id) has no chart")
    }
  }

  @Test func `the pages pass the check`() throws {
    let smoke = try SmokeReports.shared()
    #expect(PageCheck(smoke.reports.values.map(\.page), in: smoke.pages).problems == [])
    let items = Dictionary(uniqueKeysWithValues: try PaperCatalogue.all().map { ($0.id, $0.items) })
    #expect(PageCheck(folder: smoke.pages, expecting: items).problems == [])
  }

  @Test func `one figure is made alone`() throws {
    try withTemporaryFolder { folder in
      let context = try ReproductionContext.smoke(in: folder) {
        $0.seeds = 1
        $0.only = ["fig2"]
      }
      let page = try context.reproduce(try #require(try PaperCatalogue.named("paterson")))
      #expect(page.items.map(\.id) == ["paterson.fig2"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/runs").filter { $0.first != "." }.count == 1)
    }
  }

  @Test func `reports and figures are chosen by name`() throws {
    #expect(try ReportSource([]).papers.map(\.id) == PaperCatalogue.students)
    #expect(try ReportSource(["numpy-mlp", "numpy-mlp"]).papers.map(\.id) == ["numpy-mlp"])
    let chosen = try PaperCatalogue.select(PaperCatalogue.all(), only: ["paterson.fig3", "numpy-mlp.table2"])
    #expect(Set(chosen.papers.map(\.id)) == ["paterson", "numpy-mlp"])
    #expect(chosen.only == ["fig3", "table2"])
  }

  @Test func `the nearest name is suggested for an unknown one`() {
    #expect {
      _ = try ReportSource(["patersen"])
    } throws: { "\($0)" == "there is no report 'patersen'; did you mean 'paterson'?" }
    #expect {
      _ = try PaperCatalogue.select([try #require(try PaperCatalogue.named("paterson"))], only: ["fig55"])
    } throws: { "\($0)" == "there is no figure or table 'fig55'; did you mean 'fig5'?" }
  }
}
