import FledgePages
import FledgeReproductions
import TestSupport
import Testing

/// Every kind of figure draws what it should, on all data that it takes.
@Suite struct FigureKindTests {
  @Test func `every kind of figure has an example`() {
    #expect(Set(FigureExample.all.map(\.kind)) == Set(FigureKind.all.map(\.name)))
  }

  @Test(arguments: FigureExample.all)
  func `a figure is drawn`(example: FigureExample) throws {
    try withTemporaryFolder { folder in
      let figure = try #require(try example.figure(in: folder))
      let drawings = figure.files.filter { $0.name.hasSuffix(".svg") }.map(\.text)
      #expect(drawings.count == example.charts)
      for words in example.words {
        #expect(drawings.contains { $0.contains(words) }, "'\(words)' is in no drawing")
      }
      for drawing in drawings {
        #expect(!drawing.contains("No data to draw"))
        #expect(!drawing.lowercased().contains("\"nan\""))
      }
      for table in figure.files where table.name.hasSuffix(".csv") {
        #expect(table.text.split(separator: "\n").count > 1, "\(table.name) is empty")
      }
    }
  }

  @Test func `every key of every kind has help`() {
    for kind in FigureKind.all {
      #expect(!kind.help.isEmpty)
      for key in kind.keys { #expect(!key.help.isEmpty, "\(kind.name), \(key.name)") }
    }
  }

  @Test func `the run with the median accuracy is shown, with its errors`() throws {
    let example = FigureExample(
      "misclassified", .digits, "train: {layers: [8], epochs: 2, batch-size: 16}", words: [])
    try withTemporaryFolder { folder in
      let (report, context) = try example.report(in: folder)
      let blocks = try context.reproduce(report).sections.flatMap(\.blocks)
      let drawing = try #require(blocks.compactMap { $0 as? Figure }.first?.files.first?.text)
      let runs = try context.train(try report.studies(at: .smoke)[0])[""]
      let median = runs.map(\.testAccuracy).sorted()[1]
      let shown = runs.filter { $0.testAccuracy == median }.map { run in
        "seed \(run.seed): \(Int((60 * (1 - median)).rounded())) errors on 60 test pictures"
      }
      #expect(shown.contains { drawing.contains($0) }, "\(shown)")
    }
  }

  @Test(arguments: ["weights", "boundary"])
  func `runs that diverged leave no chart`(kind: String) throws {
    let example = FigureExample(
      kind, .moons, "train: {layers: [4], epochs: 3, examples: 40, optimizer: sgd, learning-rate: 1e30}", words: [])
    try withTemporaryFolder { folder in
      let figure = try #require(try example.figure(in: folder))
      #expect(figure.charts.isEmpty)
    }
  }
}
