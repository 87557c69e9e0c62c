import FledgeModels
import FledgePages
import FledgeReproductions
import FledgeTraining
import Foundation
import TestSupport
import Testing

/// Stop rules that are read off curves say what training with such a rule would have.
@Suite struct StopRuleTests {
  private static let rises = StopRule("rises", .risesInARow, patience: 3)
  private static let withoutBest = StopRule("without-best", .withoutBest, patience: 3)

  @Test func `three rises in a row and three epochs without a new best are told apart`() {
    // Best at epoch 2; a fall within the rises breaks the row but makes no new best.
    let losses = [5.0, 3, 4, 3.5, 3.6, 3.7, 3.8, 1]
    #expect(Self.withoutBest.outcome(of: losses) == StopRule.Outcome(stop: 5, best: 2))
    #expect(Self.rises.outcome(of: losses) == StopRule.Outcome(stop: 7, best: 2))
    #expect(Self.rises.outcome(of: [3, 2, 1]) == StopRule.Outcome(stop: nil, best: 3))
    #expect(Self.rises.outcome(of: []) == StopRule.Outcome(stop: nil, best: 0))
  }

  @Test func `runs are identified by the rules that decide what is measured`() {
    func name(_ rules: StopRule...) -> String { StudyStops(rules).probe.name }
    // The name that finished trainings have.
    let usual = "validation loss, penalty, test set at each best, weights"
    #expect(name(Self.rises) == usual)
    #expect(name(Self.rises, Self.withoutBest) == usual)
    #expect(name(Self.withoutBest, Self.rises) == "\(usual): 3 epochs without a new best, 3 rises in a row")
    #expect(name(Self.rises, StopRule("longer", .withoutBest, patience: 4)) != usual)
    #expect(name(StopRule("two", .risesInARow, patience: 2)) == "\(usual): 2 rises in a row")
  }

  @Test func `a stop by the trainer's patience is the stop that is read off the curve`() throws {
    try withTemporaryFolder { folder in
      let settings = TrainingSettings([
        "dataset": "mnist", "scaling": "per-image", "validation": "0.2", "batch-size": "128", "layers": "8",
        "activation": "tanh", "optimizer": "momentum-damped", "momentum": "0.9", "learning-rate": "3", "epochs": "30",
        "examples": "60", "test-examples": "40", "patience": "3", "stop-rule": "rises-in-a-row",
      ])
      let study = PaperStudy("stops", seeds: 3, probe: StudyStops([Self.rises, Self.withoutBest]).probe, settings)
      let runs = try ReproductionContext.smoke(in: folder).train(study).all
      let ended = runs.filter { $0.history.endReason == .stoppedEarly }
      #expect(!ended.isEmpty)
      for run in ended {
        let reading = try run.stopped(by: Self.rises)
        #expect(reading.epochs == Double(run.history.epochs.count))
        #expect(reading.testAccuracy == run.testAccuracy)
        #expect(reading.testLoss == run.testLoss)
        #expect(try run.stopped(by: Self.withoutBest).epochs <= reading.epochs)
      }
    }
  }

  private static let head = """
    ---
    id: stops
    title: Stops
    data: {dataset: moons, examples: 60, test-examples: 60}
    ---
    ```study
    train: {layers: [16], optimizer: adam, learning-rate: 0.2, batch-size: 8, epochs: 60, validation: 0.3, weight-decay: 0.01}
    stops:
      rises: {rule: rises-in-a-row, patience: 2}
      without-best: {rule: without-best, patience: 2}
      penalized: {rule: rises-in-a-row, patience: 2, penalty: 1}
      undivided-last: {rule: without-best, patience: 2, penalty: 8, weights: last}
    seeds: {smoke: 4}
    scales: {smoke: {}}
    ```

    """

  private func item(_ id: String, _ page: ReportPage) throws -> ReportItem {
    try #require(page.items.first { $0.id == "stops.\(id)" }, "no item \(id)")
  }

  private func values(_ id: String, _ page: ReportPage) throws -> [Double] { try #require(item(id, page).ours).values }

  private func page(_ blocks: String, in folder: String) throws -> ReportPage {
    let report = try TextReport(Self.head + blocks, path: "stops.md")
    return try ReproductionContext.smoke(in: folder) { $0.workers = 2 }.reproduce(report)
  }

  @Test func `numbers and claims are read off the curves of the same runs`() throws {
    try withTemporaryFolder { folder in
      let page = try page(
        """
        ```published
        - {id: rises, metric: epochs, stop: rises, value: 9}
        - {id: sooner, metric: epochs, stop: without-best, value: 9}
        - {id: best, metric: best_epoch, stop: rises, value: 5}
        - {id: accuracy, metric: test_accuracy, stop: rises, value: 90 %}
        - {id: error, metric: test_error, stop: rises, value: 10 %}
        - {id: penalty, metric: penalty, stop: rises, value: 0.1}
        - {id: kept, metric: penalty, value: 0.1}
        - {id: loss, metric: validation_loss, epoch: 1, value: 0.5}
        - {id: penalized, metric: penalized_loss, epoch: 1, value: 0.6}
        - {id: few, metric: near_zero, stop: rises, below: 0.01, value: 1 %}
        - {id: small, metric: near_zero, below: 100, value: 100 %}
        ```

        ```claim
        - {id: sooner-claim, text: t, expect: "in most runs epochs(stop=without-best) at most 60"}
        - {id: ended, text: t, answer: "{{count stopped(stop=rises) > 0}} of {{count training_loss_fall(stop=rises) at least -100}}"}
        - {id: within, text: t, expect: "test_loss(stop=rises) > test_loss(stop=without-best) by at most 5"}
        ```

        ```table
        {id: medians, kind: medians, columns: [{metric: epochs, stop: rises}, {title: printed, printed: [12]}],
         rows: [{title: here, where: {layers: [16]}}]}
        ```
        """, in: folder)
      let (stops, sooner) = (try values("rises", page), try values("sooner", page))
      #expect(zip(sooner, stops).allSatisfy { $0 <= $1 })
      #expect(sooner != stops)
      #expect(zip(try values("best", page), stops).allSatisfy { $0 <= $1 })
      #expect(zip(try values("accuracy", page), try values("error", page)).allSatisfy { abs($0 + $1 - 1) < 1e-12 })
      // A training goes on until all rules have ended it, so the weights that are kept are others.
      #expect(try values("penalty", page) != values("kept", page))
      #expect(zip(try values("loss", page), try values("penalized", page)).allSatisfy { $0 < $1 })
      #expect(try values("small", page).allSatisfy { $0 == 1 })
      #expect(try values("few", page).allSatisfy { (0..<1).contains($0) })
      let ended = try item("ended", page).outcome.split(separator: " of ")
      #expect(ended.count == 2 && ended[0] == ended[1] && ended[0] != "0")
      let table = try #require(page.sections.flatMap(\.blocks).compactMap { $0 as? Table }.first)
      #expect(table.rows.count == 1 && table.rows[0][0] == .text("here"))
      #expect(table.rows[0][1] == .number(stops.sorted()[1...2].reduce(0, +) / 2, decimals: 0))
      #expect(table.rows[0][2] == .published("12"))
    }
  }

  @Test func `readings are tried for the numbers of an earlier block`() throws {
    try withTemporaryFolder { folder in
      let page = try page(
        """
        ```published
        {id: results, number: Table 1, numbers: [{id: epoch, metric: epochs, stop: rises, value: 9}]}
        ```

        ```published
        id: tried
        numbers: [{item: results.epoch, text: the stop}]
        readings:
          - {id: plain, in: section 1, stop: rises}
          - {id: other, in: none, stop: without-best}
          - {id: last, in: none, stop: undivided-last}
        ```
        """, in: folder)
      let ids = page.items.map(\.id)
      #expect(
        ids == ["stops.results", "stops.results.epoch", "stops.tried.plain", "stops.tried.other", "stops.tried.last"])
      #expect(try values("results.epoch", page) == values("tried.plain", page))
      #expect(try values("tried.other", page) != values("tried.plain", page))
    }
  }

  static let mistakes: [(part: String, other: String, words: String)] = [
    (
      "rule: rises-in-a-row, patience: 2}", "rule: rises, patience: 2}",
      "expected without-best or rises-in-a-row, found 'rises'"
    ),
    ("rule: rises-in-a-row, patience: 2}", "patience: 0}", "patience: expected a whole number from 1"),
    ("rule: rises-in-a-row, patience: 2}", "patience: nan}", "patience: expected a number, found 'nan'"),
    ("rule: rises-in-a-row, patience: 2}", "penalty: nan}", "penalty: expected a number, found 'nan'"),
    ("rule: rises-in-a-row, patience: 2}", "penalty: 1}", "expected one that watches the loss alone"),
    ("rule: rises-in-a-row, patience: 2}", "weights: last}", "gives back the best weights, found 'rises'"),
    ("rises: {rule: rises-in-a-row, patience: 2}", "rises: 3", "expected a stop rule as 'key: value', found '3'"),
    ("rises: {rule: rises-in-a-row, patience: 2}", "Rises: {}", "expected an id of lower-case letters"),
    ("rises: {rule: rises-in-a-row, patience: 2}", "rises: {rules: x}", "did you mean 'rule'?"),
    ("penalty: 8, weights: last", "penalty: -8", "penalty: expected a factor of 0 or more, found -8"),
    ("epochs: 60,", "patience: 2, epochs: 60,", "may end a training before rule 'rises' does; write 'patience: none'"),
    ("validation: 0.3,", "validation: 0,", "nothing is held out"),
    ("  penalized: {rule", "  rises: {rule", "'rises' stands twice"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake in the rules is named with its line`(index: Int) throws {
    let (part, other, words) = Self.mistakes[index]
    try expect(Self.head.replacing(part, with: other, maxReplacements: 1), words)
  }

  static let uses: [(block: String, words: String)] = [
    (
      "published\n- {id: a, metric: epochs, stop: rise, value: 3}",
      "there is no stop rule of study 'study' 'rise'; did you mean 'rises'?"
    ),
    (
      "published\n- {id: a, metric: f1, class: 0, stop: rises, value: 3 %}",
      "f1 is not read off a stop; stop goes with test_accuracy"
    ),
    ("published\n- {id: a, metric: penalty_growth, value: 3}", "under which stop rule? add stop, such as stop: rises"),
    ("published\n- {id: a, metric: epochs, stop: [rises], value: 3}", "stop: expected a name, found a list"),
    ("published\n- {id: a, metric: near_zero, below: 0, value: 3 %}", "below: expected a magnitude above 0"),
    ("published\n- {id: a, metric: near_zero, below: nan, value: 3 %}", "below: expected a number, found 'nan'"),
    (
      "published\n- {id: a, metric: near_zero, below: 0.5, stop: rises, value: 3 %}",
      "counted below 0.01, 0.001, 0.0001, found 0.5"
    ),
    (
      "published\n- {id: a, metric: near_zero, stop: without-best, value: 3 %}",
      "kept under the first rule, 'rises', found 'without-best'"
    ),
    ("published\n- {id: a, metric: epochs, below: 0.1, value: 3}", "below goes with near_zero"),
    ("published\n- {id: a, metric: near_zero, value: 3}", "3 of near_zero has no unit"),
    ("published\n- {item: results.epoch}", "belongs into a table with 'readings'"),
    (
      "published\n{id: t, numbers: [{item: a.b}], readings: [{id: r, in: none}]}",
      "there is no number above 'a.b'; there is none"
    ),
    ("figure\n{id: a, kind: confusion, stop: penalized}", "kept under the first rule, 'rises'"),
    (
      "figure\n{id: a, kind: confusion, stop: rises, on: first 10}",
      "at a stop the confusion matrix is that of the whole test set"
    ),
    ("figure\n{id: a, kind: histogram, shows: [values, sizes]}", "there is no part of a histogram 'sizes'"),
    ("figure\n{id: a, kind: histogram, shows: []}", "shows: expected at least one value, found an empty list"),
    ("figure\n{id: a, kind: histogram, shows: [values, values]}", "'values' stands twice"),
    ("table\n{id: a, kind: medians}", "expected 'columns: [{metric: test_loss}, …]'"),
    ("table\n{id: a, kind: medians, columns: []}", "columns: expected at least one value"),
    ("table\n{id: a, kind: medians, columns: [{metric: test_los}]}", "did you mean 'test_loss'?"),
    ("table\n{id: a, kind: medians, columns: [{title: t}]}", "a column: expected 'metric:', found none"),
    ("table\n{id: a, kind: medians, columns: [{printed: [1, 2]}]}", "printed: expected 1 numbers"),
    ("table\n{id: a, kind: medians, columns: [{printed: [x]}]}", "printed: expected a number such as 0.012"),
    (
      "table\n{id: a, kind: medians, columns: [{printed: [1], metric: epochs}]}",
      "a column of printed numbers has no 'metric'"
    ),
    ("table\n{id: a, columns: [{metric: epochs}], metrics: [epochs]}", "it belongs to kind medians"),
    (
      "claim\n{id: a, text: t, expect: \"test_loss(stop=rises) > 1 by at most 2\"}",
      "'by at most' is of the difference of two metrics"
    ),
    (
      "claim\n{id: a, text: t, expect: \"test_loss(stop=rises) > test_loss by at least 2\"}",
      "expected 'most', found 'least'"
    ),
  ]

  @Test(arguments: uses.indices)
  func `a wrong use of a rule is named with its line`(index: Int) throws {
    let (block, words) = Self.uses[index]
    try expect("\(Self.head)```\(block)\n```\n", words)
  }

  @Test func `a study without rules says how to get them`() throws {
    let text = Self.head.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("stops:") && !$0.hasPrefix("  ") }.joined(separator: "\n")
    try expect(
      "\(text)```published\n- {id: a, metric: epochs, stop: rises, value: 3}\n```\n",
      "has no stop rules; give it 'stops:")
    try expect(
      "\(text)```published\n- {id: a, metric: penalized_loss, value: 3}\n```\n", "has no stop rules; give it 'stops:")
  }

  private func expect(_ text: String, _ words: String) throws {
    let error = try #require(throws: ReportFileError.self, "\(words)") { try TextReport(text, path: "stops.md") }
    #expect("\(error)".contains(words), "\(error)")
    #expect("\(error)".hasPrefix("stops.md, line ") && !"\(error)".contains("\n"), "\(error)")
  }
}
