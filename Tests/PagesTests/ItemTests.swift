import FledgePages
import Testing

struct ItemTests {
  private func verdicts(_ scale: ReportScale = .full, _ data: PageData = .mnist) throws -> [String: Verdict] {
    let items = try ExamplePage.page(scale: scale, data: data).items
    return Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0.verdict) })
  }

  @Test func `every block brings its items under the report's name`() throws {
    let verdicts = try verdicts()
    #expect(verdicts["example.fig2"] == .shown)
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
    #expect(verdicts["example.gradients"] == .shown)
    #expect(verdicts["example.claim.tanh"] == .reproduced)
    #expect(verdicts["example.claim.smooth"] == .undecided)
    #expect(verdicts["example.twice.test-error"] == .contradicted)
  }

  @Test func `a number counts as reproduced only by a reading that keeps to the text`() throws {
    let verdicts = try verdicts()
    #expect(verdicts["example.accuracy.last-4000"] == .reproduced)
    #expect(verdicts["example.accuracy.all-10000"] == .differs)
    #expect(verdicts["example.accuracy"] == .differs)
    let item = try #require(try ExamplePage.page().items.first { $0.id == "example.accuracy" })
    #expect(item.ours?.median == 0.9521)
    #expect(item.outcome.contains("the last 4,000, pixels from 0 to 255 comes nearest"))
  }

  @Test func `smaller scales and other data give no verdicts on numbers`() throws {
    for (id, verdict) in try verdicts(.quick) where id != "example.twice.test-error" && id != "example.table1.mre" {
      #expect(verdict == .notTested || verdict == .shown || id == "example.table1", "\(id)")
    }
    for (id, verdict) in try verdicts(.full, .other("pen-stroke digits")) {
      #expect(verdict == .noVerdict || verdict == .shown, "\(id)")
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
