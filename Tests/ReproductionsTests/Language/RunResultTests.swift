import FledgeCharts
import FledgePages
import FledgeReproductions
import Foundation
import TestSupport
import Testing

/// Numbers of runs in texts, readings, grids, parts of the test set, and claims about classes and data, on a training
/// of a second; each is compared with what other items of the same page say.
@Suite struct RunResultTests {
  private static let head = """
    ---
    id: results
    title: Results
    data: {dataset: digits, examples: 300, test-examples: 60}
    ---
    Accuracy {{median test_accuracy(variant=wide)}} of {{runs}} runs, {{runs(variant=wide)}} of them wide.

    ```study
    name: networks
    train: {epochs: 3, batch-size: 16, optimizer: adam, learning-rate: 0.01, measure-training: yes}
    variants: [{name: wide, layers: [32]}, {name: narrow, layers: [2]}]
    measure: {times: 2, early: [1 %], sets: [training, test, last 20], classes: yes}
    seeds: {smoke: 3}
    scales: {smoke: {}}
    ```

    """

  /// The page of the head and some blocks.
  private func page(_ blocks: String, in folder: String) throws -> ReportPage {
    let report = try TextReport(Self.head + blocks, path: "results.md")
    let context = try ReproductionContext.smoke(in: folder) { $0.workers = 2 }
    return try context.reproduce(report)
  }

  private func item(_ id: String, _ page: ReportPage) throws -> ReportItem {
    try #require(page.items.first { $0.id == "results.\(id)" }, "no item \(id)")
  }

  /// A claim that is never decided, whose answer is a text with results.
  private func answer(_ id: String, _ text: String) -> String {
    "```claim\n{id: \(id), text: t, answer: \"\(text)\"}\n```\n"
  }

  @Test func `parts of the test set make up the whole`() throws {
    try withTemporaryFolder { folder in
      let numbers = [
        "test_accuracy", "accuracy", "accuracy, on: first 40", "accuracy, on: last 20", "loss, on: last 20",
      ]
      let lines = numbers.enumerated().map {
        "- {id: n\($0), variant: wide, metric: \($1), value: \($0 < 4 ? "90 %" : "0.5")}"
      }
      let page = try page("```published\n\(lines.joined(separator: "\n"))\n```\n", in: folder)
      let values = try (0..<4).map { try #require(item("n\($0)", page).ours).values }
      #expect(values[0] == values[1])
      for seed in 0..<3 { #expect(abs(values[0][seed] - (2 * values[2][seed] + values[3][seed]) / 3) < 1e-12) }
      // The parts differ, or the test would show nothing.
      #expect(values[2] != values[3])
      #expect(try #require(item("n4", page).ours).values.allSatisfy { $0 > 0 })
    }
  }

  @Test func `results in texts are those of the items`() throws {
    try withTemporaryFolder { folder in
      let page = try page(
        "```published\n- {id: a, variant: wide, metric: test_accuracy, value: 90 %}\n```\n"
          + answer("median", "{{median test_accuracy(variant=wide), 4 decimals}}")
          + answer("lowest", "{{lowest test_accuracy(variant=wide), 4 decimals}}")
          + answer("points", "{{median test_accuracy(variant=wide), in points}}")
          + answer("count", "{{count test_accuracy(variant=wide) > test_accuracy(variant=narrow)}}")
          + answer("all", "{{count epochs(variant=wide) at least 3}}")
          + answer("none", "{{count epochs(variant=wide) > 3}}")
          + answer("never", "{{first epoch of training_loss(variant=wide) at most 0}}")
          + answer("first", "{{first epoch of training_loss(variant=wide) at least 0}}")
          + answer("examples", "{{examples}}"), in: folder)
      let values = try #require(item("a", page).ours).values
      func text(_ id: String) throws -> String { try item(id, page).outcome.replacing("\u{202F}", with: " ") }
      func percent(_ value: Double) -> String { String(format: "%.4f %%", 100 * value) }
      #expect(try text("median") == percent(values.sorted()[1]))
      #expect(try text("lowest") == percent(values.min() ?? .nan))
      #expect(try text("points") == String(format: "%.2f points", 100 * values.sorted()[1]))
      #expect(try text("count") == "3")
      // A value at the border is at least that, and not above it.
      #expect(try text("all") == "3" && text("none") == "0")
      #expect(try text("never") == "none of the first 3")
      #expect(try text("first") == "1")
      #expect(try text("examples") == "360")
      let prose = page.sections.flatMap(\.blocks).first { $0 is MarkdownProse }
      let html = try #require(prose).markup(in: PageContext(report: "results", scale: .smoke, data: .own("digits")))
        .html
      #expect(html.contains("of 6 runs, 3 of them wide"))
    }
  }

  @Test func `readings of a block take their own runs and examples`() throws {
    try withTemporaryFolder { folder in
      let page = try page(
        """
        ```published
        id: accuracy
        numbers: [{text: accuracy, variant: wide, metric: accuracy, value: 90 %}]
        readings:
          - {id: plain, in: section 1, variant: wide}
          - {id: part, in: none, variant: wide, on: last 20}
          - {id: small, in: none, variant: narrow, examples: 20}
        ```
        ```published
        - {id: wide, variant: wide, metric: test_accuracy, value: 90 %}
        - {id: part, variant: wide, metric: accuracy, on: last 20, value: 90 %}
        - {id: small, variant: narrow, metric: test_accuracy, value: 90 %}
        ```

        """, in: folder)
      for (reading, number) in [("plain", "wide"), ("part", "part"), ("small", "small")] {
        #expect(try item("accuracy.\(reading)", page).ours?.values == item(number, page).ours?.values)
      }
      #expect(try item("accuracy", page).reading == "plain")
    }
  }

  @Test func `a grid has a number for each cell that the report prints`() throws {
    try withTemporaryFolder { folder in
      let page = try page(
        """
        ```published
        id: grid
        number: Table 1
        row-title: Class
        columns: [{id: recall, metric: recall}, {id: f1, title: F1, metric: f1}, {id: loss, metric: validation_loss}]
        rows:
          - {id: three, title: "3", variant: wide, class: 3, values: [0.9, ~, ~]}
          - {id: early, variant: wide, epoch: 2, values: [~, ~, 0.5]}
        ```
        ```published
        - {id: recall, variant: wide, metric: recall, class: 3, value: 0.9}
        - {id: error, variant: wide, metric: error, class: 3, value: 0.9}
        - {id: loss, variant: wide, metric: validation_loss, epoch: 2, value: 0.5}
        ```

        """, in: folder)
      #expect(
        page.items.map(\.id).filter { $0.contains("grid") } == [
          "results.grid", "results.grid.three.recall", "results.grid.early.loss",
        ])
      #expect(try item("grid.three.recall", page).ours?.values == item("recall", page).ours?.values)
      #expect(try item("grid.early.loss", page).ours?.values == item("loss", page).ours?.values)
      let (recall, error) = try (#require(item("recall", page).ours).values, #require(item("error", page).ours).values)
      for (first, second) in zip(recall, error) { #expect(abs(first + second - 1) < 1e-12) }
    }
  }

  @Test func `claims about classes and data are judged`() throws {
    try withTemporaryFolder { folder in
      let claims = [
        "highest f1(variant=wide) is class 1", "lowest f1(variant=wide) is class 1",
        "confused(variant=wide, pair=[4, 9]) among the first 45", "zero_share at least 99.99 %", "zero_share > 1 %",
        "smallest_class at least 1 % and largest_class at most 50 %", "nearest_mean_accuracy > 30 %",
      ]
      let lines = claims.enumerated().map { "- {id: c\($0), text: t, expect: \"\($1)\"}" }
      let page = try page("```claim\n\(lines.joined(separator: "\n"))\n```\n", in: folder)
      let outcomes = try claims.indices.map { try item("c\($0)", page).outcome }
      #expect(outcomes[0].contains("of 3 runs have the highest F1 in class 1"))
      #expect(outcomes[2].hasPrefix("4–9 is "))
      let share = try #require(item("c3", page).ours).values[0]
      #expect(share > 0.01 && share < 0.9999)
      #expect(outcomes[3].hasSuffix("of all values are 0"))
      #expect(try #require(item("c6", page).ours).values[0] > 0.3)
      // Of one class, at most one of the two can be so in a run.
      let (high, low) = try (#require(item("c0", page).ours).values, #require(item("c1", page).ours).values)
      #expect(zip(high, low).allSatisfy { $0 + $1 <= 1 })
    }
  }

  @Test func `a set or classes that a training does not have are not measured`() {
    for (part, other, words) in [
      ("epochs: 3,", "epochs: 3, validation: 0,", "nothing on the validation set: nothing is held out"),
      ("layers: [32]}", "layers: [32], autoencoder: [8]}", "expected a classifier, found an autoencoder"),
    ] {
      let text = Self.head.replacing("sets: [training,", with: "sets: [validation,").replacing(part, with: other)
      #expect {
        _ = try TextReport(text, path: "results.md")
      } throws: { "\($0)".contains("line 12: ") && "\($0)".contains(words) }
    }
  }

  @Test func `a class that the data do not have is refused`() throws {
    try withTemporaryFolder { folder in
      for claim in [
        "confused(variant=wide, pair=[4, oak]) among the first 3",
        "errors_between(variant=wide, groups=[[4, oak]]) > 1 %",
      ] {
        #expect {
          _ = try page("```claim\n{id: c, text: t, expect: \"\(claim)\"}\n```\n", in: folder)
        } throws: { "\($0)".contains("there is no class 'oak' in the data") }
      }
    }
  }

  @Test func `on other data a claim about a class that is not there is not tested`() throws {
    try withTemporaryFolder { folder in
      let claims =
        "```claim\n{id: c, text: t, expect: \"confused(variant=wide, pair=[4, 9]) among the first 3\"}\n```\n"
        + "```claim\n{id: d, text: t, expect: \"test_accuracy(variant=wide) > 1 %\"}\n```\n"
      let report = try TextReport(Self.head + claims, path: "results.md").on(dataset: "moons")
      let context = try ReproductionContext.smoke(in: folder) { $0.workers = 2 }
      let page = try context.reproduce(report)
      #expect(try item("c", page).outcome.contains("there is no class '4' in the data; there are 0, 1"))
      #expect(try item("d", page).ours != nil)
    }
  }

  @Test func `curves within epochs are drawn, a chart for each list`() throws {
    try withTemporaryFolder { folder in
      let page = try page(
        """
        ```figure
        id: drawn
        kind: curves
        caption: "{{runs(variant=wide)}} runs"
        shared: yes
        charts:
          - {title: Loss, zero: yes, level: 0.5, curves: [{name: training, metric: loss, on: training, variant: wide},
             {name: end, metric: loss, on: last 20, variant: wide}], published: {end: [[2, 0.4]]}}
          - {title: Errors, band: no, classes: [1, 3], curves: [{metric: error, on: test, class: 1, variant: wide}]}
        ```

        """, in: folder)
      let figure = try #require(page.sections.flatMap(\.blocks).compactMap { $0 as? Figure }.first)
      #expect(figure.caption == "3 runs")
      #expect(figure.charts.count == 2)
      let svg = figure.charts.map { $0.svg() }.joined(separator: "")
      for word in ["training", "end, published", "Loss", "Errors"] { #expect(svg.contains(word), "\(word)") }
    }
  }
}
