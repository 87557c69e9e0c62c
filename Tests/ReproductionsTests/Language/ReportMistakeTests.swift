import FledgeReproductions
import Foundation
import Testing

/// Every kind of mistake in a text report is named with its line.
@Suite struct ReportMistakeTests {
  /// What is replaced, by what, and words of the message; the mistake stands on the line of the replaced text.
  static let mistakes: [(part: String, other: String, words: String)] = [
    (
      "metric: test_accuracy, value", "metric: test_acuracy, value",
      "there is no metric 'test_acuracy'; did you mean 'test_accuracy'?"
    ),
    ("metric: validation_loss, epoch: 3, value", "metric: test_loss, epoch: 3, value", "measured once, not at epoch 3"),
    ("epoch: 3, value", "epoch: 30, value", "epoch 30: study 'units' trains 6 epochs"),
    ("metric: validation_loss, epoch: 3, value", "metric: training_loss, value", "never measures training_loss"),
    ("metric: validation_loss, epoch: 3, value", "metric: f1, value", "of which class?"),
    ("{id: wide,", "{id: wide, study: unit,", "there is no study 'unit'; did you mean 'units'?"),
    ("{id: wide,", "{id: wide, reading: plan,", "there is no reading of study 'units' 'plan'; did you mean 'plain'?"),
    ("{id: wide,", "{id: wide, variant: tanh,", "has no variants with names"),
    ("{id: wide,", "{id: Wide,", "expected an id of lower-case letters"),
    ("{id: wide,", "{id: wide, colour: red,", "has no 'colour'"),
    ("layers: [16], activation: relu}, metric", "layers: [32], activation: relu}, metric", "it has [4]; [8]; [16]"),
    (
      "layers: [16], activation: relu}, metric", "layers: [16]}, metric",
      "expected one variant of study 'units', found 2"
    ),
    (
      "layers: [16], activation: relu}, metric", "layer: [16]}, metric",
      "there is no setting 'layer'; did you mean 'layers'?"
    ),
    ("value: 98.1 %", "value: 98.1", "98.1 of test_accuracy has no unit"),
    ("value: 98.1 %", "value: high", "expected a printed number"),
    ("value: 98.1 %", "value: 198 %", "expected a share from 0 to 100 %"),
    ("value: 0.4}", "value: 40 %}", "is no share"),
    (
      "optimizer: adam, learning", "optimiser: adam, learning",
      "there is no setting 'optimiser'; did you mean 'optimizer'?"
    ),
    ("optimizer: adam, learning", "optimizer: adamm, learning", "did you mean 'adam'?"),
    ("layers: [[4], [8], [16]]}", "layers: []}", "expected at least one value, found an empty list"),
    ("layers: [[4], [8], [16]]}", "layers: [[4], [4]]}", "a value stands twice"),
    ("layers: [[4], [8], [16]]}", "seed: [1, 2]}", "'seed' is no setting of a study"),
    ("layers: [[4], [8], [16]]}", "layers: &a [*a]}", "undefined alias"),
    ("axes: {activation", "axis: {activation", "there is no key of a study 'axis'; did you mean 'axes'?"),
    ("plain: {in: section 2, init: he}", "plain: {init: he}", "expected 'in: section'"),
    ("plain: {in: section 2, init: he}", "plain: {in: section 2, name: other, init: he}", "two are named 'other'"),
    ("seeds: {full: 4,", "variants: [{dropout: 0.1}]\nseeds: {full: 4,", "expected a 'name' in each entry"),
    ("open: [loss]", "open: [los]", "there is no setting 'los'; did you mean 'loss'?"),
    ("open: [loss]", "open: loss", "expected a list of settings in brackets"),
    ("seeds: {full: 4,", "like: unit\nseeds: {full: 4,", "there is no study above 'unit'"),
    ("seeds: {full: 4,", "seeds: {ful: 4,", "did you mean 'full'?"),
    ("seeds: {full: 4,", "seeds: {full: 0,", "expected a whole number from 1 to 1000"),
    ("id: example", "id: runs", "expected a name for the page's folder"),
    ("link: https", "link: javascript", "expected an address that begins with https://"),
    ("data: moons", "data: moon", "did you mean 'moons'?"),
    ("data: moons", "data: {epochs: 3, dataset: moons}", "is no setting of the data"),
    ("kind: curves", "kind: curve", "there is no kind of figure 'curve'; did you mean 'curves'?"),
    ("kind: curves, metric: validation_loss", "kind: curves, metric: test_loss", "is measured once and has no curve"),
    ("[[3, 0.4]]", "[3, 0.4]", "expected points such as"),
    ("metrics: [test_accuracy, epochs]", "metrics: [test_accuracy, epoch]", "did you mean 'epochs'?"),
    ("metrics: [test_accuracy, epochs]", "kind: class", "did you mean 'classes'?"),
    ("```claim", "```clame", "there is no block 'clame'; did you mean 'claim'?"),
    ("{id: best, first: {in: abstract, text: \"98.4 %\"},", "{id: best,", "expected 'first:"),
    ("{id: best,", "{id: wider,", "the id 'wider' stands twice"),
    ("{id: best,", "{id: top,", "is taken by the page"),
    ("{id: fig1, in: figure 1,", "{in: figure 1,", "expected 'id:', found none"),
    (
      "open: [loss]", "measure: {sets: [first]}",
      "expected training, validation, test, first N or last N of the test set"
    ),
    ("open: [loss]", "measure: {times: 3}", "expected 'sets:'"),
    ("open: [loss]", "measure: {sets: [test], early: [5]}", "expected shares of the first epoch from 1 % to 99 %"),
    ("open: [loss]", "listed: perhaps", "expected yes or no, found 'perhaps'"),
    (
      "kind: curves, metric: validation_loss", "kind: curves, metric: loss",
      "measures nothing on the test set while it trains"
    ),
    (
      "metric: validation_loss, where: {activation: relu}, published: [[3, 0.4]]}", "charts: [{title: one}]}",
      "expected 'curves:'"
    ),
    (
      "kind: curves, metric: validation_loss",
      "kind: curves, charts: [{curves: [{metric: validation_loss}, {metric: validation_accuracy}]}]",
      "published belongs into 'charts' here"
    ),
    ("kind: curves, metric: validation_loss", "kind: seeds, metric: test_loss", "expected one variant"),
    ("metric: test_accuracy, value", "metric: test_accuracy, on: first 10, value", "on goes with loss, accuracy"),
    ("metric: test_accuracy, value", "metric: accuracy, on: second 10, value", "expected training, validation, test"),
    ("metric: test_accuracy, value", "metric: errors_between, value", "between which classes? add groups"),
    ("text: \"wider is better\"", "text: wider, answer: \"{{medium test_loss}}\"", "found 'medium'"),
    ("text: \"wider is better\"", "text: wider, answer: \"{{median test_loss\"", "expected '}}'"),
    (
      "text: \"wider is better\"", "text: wider, answer: \"{{median test_loss, 3 digits}}\"",
      "expected '2 decimals' or 'in points'"
    ),
    ("What it does, with", "What {{median test_los}} does, with", "did you mean 'test_loss'?"),
    ("{id: fig1, in: figure 1,", "{id: fig1, in: [figure 1,", "expected YAML"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake is named with its line`(index: Int) throws {
    let (part, other, words) = Self.mistakes[index]
    let found = try found(in: ExampleReport.text(part, other))
    let first = try #require(found.first, "no mistake was found")
    #expect(first.text.contains(words), "\(first.text)")
    #expect(first.text.hasPrefix("example.md, line "))
    // A block as a whole is named by the line of its fence.
    let line = ExampleReport.line(of: part)
    #expect((line - 1...line + 1).contains(first.line ?? 0), "line \(first.line ?? 0), expected \(line)")
    #expect(!first.text.contains("\n"))
  }

  private static let claim = "test_accuracy(layers=[16], activation=relu) > test_accuracy(layers=[4], activation=relu)"

  static let expressions: [(expression: String, words: String)] = [
    ("test_accuracy(layers=[16]) > 90", "90 of test_accuracy has no unit"),
    ("test_accuracy = test_accuracy(layers=[4])", "'=' needs a margin"),
    ("test_accuracy(layers=[16]) = test_accuracy(layers=[4]) within 0.2", "0.2 has no unit"),
    ("test_accuracy(layers=[16]) > test_accuracy(layers=[4]) within 1 points", "'>' and '<' take 'by'"),
    ("test_accuracy(layers=[16]) > test_loss(layers=[4])", "have different units"),
    ("test_loss(layers=[16]) = test_loss(layers=[4]) within 1 %", "is no share"),
    ("test_accuracy(layers=[32]) > 50 %", "trains nothing with this layers"),
    ("test_accuracy(layers=16, width=3) > 50 %", "there is no setting 'width'"),
    ("test_accuracy(study=unit) > 50 %", "did you mean 'units'?"),
    ("test_accuracy(layers [16]) > 50 %", "expected 'setting=value'"),
    ("test_accuracy(layers=[16] > 50 %", "expected ')'"),
    ("test_accuracy layers", "expected one of > < ="),
    ("test_accuracy monotone in width", "there is no axis of study 'units' 'width'"),
    ("test_accuracy monotone in layers", "expected one variant for each value"),
    ("epochs(activation=relu) monotone in layers", "has no better side"),
    ("best test_accuracy is layers=[16]", "expected one variant of study 'units', found 2"),
    ("best epochs is layers=[16], activation=relu", "has no better side"),
    ("best test_accuracy(activation=tanh) is layers=[16], activation=relu", "not among those behind 'best'"),
    ("acuracy > 50 %", "there is no metric 'acuracy'; did you mean 'accuracy'?"),
    ("highest epochs is class 1", "there is no metric of classes 'epochs'"),
    ("highest f1(layers=[16]) is class 1", "expected one variant of study 'units', found 2"),
    ("highest f1(layers=[16], activation=relu) is layer 1", "expected 'class', found 'layer'"),
    ("confused(layers=[16], activation=relu, pair=[0]) among the first 3", "expected two classes"),
    ("confused(layers=[16], activation=relu, pair=[0, 1]) among the best 3", "expected 'first', found 'best'"),
    ("zero_share within 3", "expected 'at least', 'at most', > or <"),
    ("zero_share at least 50", "50 of zero_share has no unit"),
    ("errors_between(layers=[16], activation=relu, groups=[4, 9]) > 5 %", "expected lists of two or more classes"),
    ("60 % > 50 %", "numbers alone"),
    ("test_accuracy > 50 % or test_loss < 1", "expected 'and' or the end"),
    ("test_accuracy > ", "expected a metric or a number, found the end"),
    ("test_accuracy at best 50 %", "expected 'at least' or 'at most'"),
    ("test_accuracy ~ 50 %", "found '~'"),
  ]

  @Test(arguments: expressions.indices)
  func `a mistake in a claim is named with its line`(index: Int) throws {
    let (expression, words) = Self.expressions[index]
    let found = try found(in: ExampleReport.text(Self.claim, expression))
    let first = try #require(found.first, "'\(expression)' was taken")
    #expect(first.text.contains(words), "\(first.text)")
    #expect(first.line == ExampleReport.line(of: Self.claim))
  }

  @Test func `a table without a test set has no metrics of one`() throws {
    let text = ExampleReport.text("data: moons", "data: {dataset: csv, data: t.csv, label: kind}")
    let found = try found(in: text)
    #expect(found.contains { $0.text.contains("never measures test_accuracy: the table has no test set") })
    let split = text.replacing("label: kind}", with: "label: kind, test-size: 0.2}")
    #expect(try self.found(in: split).isEmpty)
  }

  @Test func `every mistake of a file is found at once`() throws {
    let text = ExampleReport.text("test_accuracy, value", "acuracy, value").replacing(
      "kind: curves", with: "kind: cruves"
    )
    .replacing("{id: best,", with: "{")
    #expect(try found(in: text).count == 3)
  }

  @Test(arguments: ["", "# Title\n", "---\nid: a\n", "---\n---\n", "---\nid: a\n---\n", "---\ntitle: a\n---\ntext"])
  func `a text without a whole head is refused`(text: String) throws {
    #expect(try found(in: text).count == 1)
  }

  @Test func `bytes that are no UTF-8, and a text of 10 MB, are refused`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "report-bytes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let latin = folder.appending(path: "latin.md")
    try (Data("---\nid: a\n".utf8) + Data([0xE9, 0x0A])).write(to: latin)
    #expect { _ = try TextReport(fileAt: latin.path) } throws: { "\($0)".contains("latin.md, line 3: expected UTF-8") }
    let huge = folder.appending(path: "huge.md")
    try Data((ExampleReport.text + String(repeating: "word\n", count: 2_000_000)).utf8).write(to: huge)
    #expect { _ = try TextReport(fileAt: huge.path) } throws: { "\($0)".contains("at most 1 MB") }
    #expect { _ = try TextReport(fileAt: folder.path + "/none.md") } throws: { "\($0)".contains("found no file") }
  }

  private func found(in text: String) throws -> [ReportMistake] {
    do {
      _ = try TextReport(text, path: "example.md")
      return []
    } catch ReportFileError.mistakes(let mistakes) {
      return mistakes
    }
  }
}
