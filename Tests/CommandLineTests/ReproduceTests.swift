import Fledge
import Foundation
import TestSupport
import Testing

/// `fledge reproduce` as users see it; ReproductionsTests test the content of the pages.
@Suite struct ReproduceTests {
  @Test(arguments: [
    ("reproduce patersn", "there is no report 'patersn'; did you mean 'paterson'?"),
    ("reproduce paterson --only fig12", "there is no figure or table 'fig12'"),
    ("reproduce --scale huge", "expected full, quick, smoke, found 'huge'"),
    ("reproduce --seeds 0", "--seeds: expected a whole number from 1 to 1000, found 0"),
    ("reproduce --workers 0", "--workers: expected a whole number from 1 to 1024, found 0"),
  ])
  func `a mistake in words`(arguments: String, words: String) throws {
    try Shell().expectRefusal(arguments, status: 2, saying: words)
  }

  @Test func `data that are missing have their own code`() throws {
    try Shell().expectRefusal("reproduce paterson --data nowhere", status: 66, saying: "nowhere")
  }

  @Test func `without MNIST every page says so, and nothing is judged`() throws {
    let folder = try SmokeReports.shared().trainings
    let trained = try SmokeReports.trained(in: folder)
    let outcome = try Shell().run("fledge reproduce --scale smoke --output \(folder) --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try SmokeReports.trained(in: folder) == trained, "the program trains anew what the library has trained")
    let reports = try #require(JSONValue(parsing: outcome.output)["reports"]?.arrayValue)
    #expect(reports.count == 5)
    for report in reports {
      let verdicts = Set(report["items"]?.arrayValue?.compactMap { $0["verdict"]?.stringValue } ?? [])
      #expect(!verdicts.isEmpty && verdicts.isDisjoint(with: ["reproduced", "differs", "undecided"]))
    }
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder).map { "\($0)/index.html" }
      .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    #expect(pages.count == 5)
    for page in pages + ["index.html"] {
      let text = try String(contentsOfFile: "\(folder)/\(page)", encoding: .utf8)
      #expect(text.contains("not on MNIST"), "\(page)")
    }
  }

  @Test(
    .disabled(
      if: Shell.isUnderThreadSanitizer,
      "ThreadSanitizer keeps a signal back while the thread that got it sleeps"))
  func `an interrupted reproduction ends with code 75 and goes on`() throws {
    let shell = try Shell()
    try shell.makeMNIST(training: 600, test: 100)
    // Enough seeds that no machine ends before the signal, which waits for the first finished training.
    let command = "fledge reproduce numpy-mlp --scale full --seeds 900 --output pages --quiet"
    let interrupt = "until ls pages/runs/* || ! kill -0 $child; do sleep 0.1; done > ls.txt 2>&1; kill -INT $child"
    let first = try shell.run("\(command) & child=$!; \(interrupt); wait $child")
    #expect(first.status == 75, "\(first.errors)")
    #expect(first.errors.contains("the same command goes on from here"))
    #expect(!shell.has("pages/index.html"))
    let second = try shell.run("fledge reproduce numpy-mlp --scale smoke --output pages --quiet")
    #expect(second.status == 0, "\(second.errors)")
    #expect(shell.has("pages/numpy-mlp/index.html"))
  }
}
