import FledgeMetrics
import FledgePages
import Testing

struct ItemTests {
  private func verdicts(_ scale: ReportScale = .full, _ data: PageData = .mnist) throws -> [String: Verdict] {
    let items = try ExamplePage.page(scale: scale, data: data).items
    return Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0.verdict) })
  }

  @Test func `every block brings its items under the report's name`() throws {
    let verdicts = try verdicts()
    #expect(verdicts["example.fig2"] == .redrawn)
    #expect(verdicts["example.fig4"] == .notTested)
    #expect(verdicts["example.added.weights"] == nil)
    #expect(verdicts["example.table1.momentum"] == .reproduced)
    #expect(verdicts["example.table1.l1"] == .differs)
    #expect(verdicts["example.table1.single"] == .undecided)
    #expect(verdicts["example.table1.absent"] == .notTested)
    #expect(verdicts["example.table1.mre"] == .contradicted)
    #expect(verdicts["example.table1"] == .differs)
    #expect(verdicts["example.table2.digit0.f1"] == .reproduced)
    #expect(verdicts["example.table2.digit1.precision"] == .differs)
    #expect(verdicts["example.table2.digit1.f1"] == nil)
    #expect(verdicts["example.gradients"] == .redrawn)
    #expect(verdicts["example.claim.tanh"] == .reproduced)
    #expect(verdicts["example.claim.smooth"] == .undecided)
    #expect(verdicts["example.twice.test-error"] == .contradicted)
  }

  @Test func `a number is judged by the plainest reading, and the others are counted beside it`() throws {
    let verdicts = try verdicts()
    #expect(verdicts["example.accuracy.last-4000"] == .reproduced)
    #expect(verdicts["example.accuracy.all-10000"] == .differs)
    #expect(verdicts["example.accuracy"] == .differs)
    let item = try #require(try ExamplePage.page().items.first { $0.id == "example.accuracy" })
    #expect(item.ours?.values == [0.9391, 0.9402, 0.9385] && item.reading == "the first 4,000 test images")
    #expect(item.outcome.contains("0 of 2 readings in the text reproduce it; ours is the plainest"))
  }

  @Test func `a reading must explain all its numbers`() {
    let near = Measured.seeds([0.0115, 0.0118, 0.0122, 0.0120])
    let far = Measured.seeds([0.050, 0.051, 0.052, 0.050])
    let readings = Readings(
      "error", "Errors",
      [
        ReadingNumber("train", "training error", published: "0.012", as: .share),
        ReadingNumber("test", "test error", published: "0.0120", as: .share),
      ],
      [
        Reading("half", "one fits", ours: [near, far], source: "section 1"),
        Reading("both", "both fit", ours: [near, near], source: nil),
      ])
    let items = readings.items(in: PageContext(report: "example", scale: .full, data: .mnist))
    #expect(
      items.map(\.id) == ["example.error.train", "example.error.test", "example.error.half", "example.error.both"])
    #expect(items.map(\.verdict) == [.reproduced, .differs, .differs, .reproduced])
    #expect(items.map(\.isCounted) == [true, true, false, false])
    #expect(items[0].outcome.contains("0 of 1 readings in the text reproduce all 2 numbers"))
  }

  @Test func `what does not exclude each other is left unclear`() {
    let unclear = Contradiction(
      "twice", "Two things", [.init("a", from: "1"), .init("b", from: "2")], excludeEachOther: false, finding: "c")
    #expect(unclear.items(in: PageContext(report: "example", scale: .quick, data: .mnist))[0].verdict == .unclear)
  }

  @Test func `smaller scales and other data give no verdicts on numbers`() throws {
    for (id, verdict) in try verdicts(.quick) where id != "example.twice.test-error" && id != "example.table1.mre" {
      #expect(verdict == .notTested || verdict == .redrawn || id == "example.table1", "\(id)")
    }
    for (id, verdict) in try verdicts(.full, .other("pen-stroke digits")) {
      #expect(verdict == .noVerdict || verdict == .redrawn, "\(id)")
    }
    let page = try ExamplePage.page(data: .other("pen-stroke digits"))
    #expect(page.html.contains("(run on pen-stroke digits, not on MNIST)</h1>"))
    #expect(page.html.contains("<title>A network &lt;from scratch&gt; &amp; its &quot;studies&quot; (run on"))
  }

  @Test func `a claim of several parts holds only if all do`() {
    #expect(ClaimOutcome.all([.holds("a"), .holds("b")]).verdict == .reproduced)
    #expect(ClaimOutcome.all([.holds("a"), .undecided("b")]).verdict == .undecided)
    #expect(ClaimOutcome.all([.fails("a"), .undecided("b")]) == .fails("a; b"))
  }
}
