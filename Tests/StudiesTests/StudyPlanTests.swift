import FledgeModels
import FledgeRunStore
import FledgeStudies
import Testing

@Suite struct StudyPlanTests {
  static let widths = """
    study: widths
    train: {layers: [64, 32], optimizer: adam, epochs: 2, batch-size: 128}
    grid: {layers: [[32, 32], [64, 64]], learning-rate: [1e-3, 3e-3]}
    seeds: 5
    compare: test_accuracy
    """

  func plan(_ yaml: String) throws -> StudyPlan { try StudyPlan(yaml: yaml, file: "study.yaml") }

  func message(_ yaml: String) -> String {
    do {
      _ = try plan(yaml)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func `two axes of two values and five seeds are twenty cells, seed by seed`() throws {
    let plan = try plan(Self.widths)
    #expect(plan.variants.map(\.settings.layers) == [[32, 32], [32, 32], [64, 64], [64, 64]])
    #expect(plan.variants.map(\.settings.learningRate) == [1e-3, 3e-3, 1e-3, 3e-3])
    #expect(plan.varyingKeys == ["layers", "learning-rate"])
    let cells = plan.definition.cells
    #expect(cells.count == 20)
    #expect(cells.map(\.seed) == (0..<5).flatMap { seed in [UInt64](repeating: seed, count: 4) })
    #expect(cells[0].hash == cells[4].hash && cells[0].hash != cells[1].hash)
  }

  @Test func `a number means the same in every spelling`() throws {
    let first = try plan("study: a\ntrain: {learning-rate: 1e-3, batch-size: 1e2, examples: 1_000}")
    let second = try plan("study: a\ntrain: {learning-rate: 0.001, batch-size: 100, examples: 1000}")
    #expect(first.definition.cells == second.definition.cells)
    #expect(first.definition.cells[0].configuration.contains("\"learning-rate\":0.001"))
  }

  @Test func `a cell holds every setting but seed and threads`() throws {
    let cell = try plan("study: a\ntrain: {threads: 3, checkpoint-every: 1epoch}").definition.cells[0]
    let keys = TrainingSettings.keys.filter { cell.configuration.contains("\"\($0)\":") }
    #expect(keys == TrainingSettings.keys.filter { !["seed", "threads", "checkpoint-every"].contains($0) })
    #expect(try cell.hash == plan("study: a").definition.cells[0].hash)
  }

  @Test func `settings that came later leave the cells of older stores as they are`() throws {
    // The hash that stood in stores before there were convolutions.
    let cell = try plan("study: a").definition.cells[0]
    #expect(cell.hash == "c82da4295e505aebd96371f5f770a559acddef73da70d0b72b7ef7132c8f8ecf")
    #expect(try plan("study: a\ntrain: {pooling: 2}").definition.cells[0].hash == cell.hash)
    #expect(try plan("study: a\ntrain: {convolutions: [8]}").definition.cells[0].hash != cell.hash)
    #expect(cell.configuration.contains("\"convolutions\":[]"))
  }

  @Test func `a list takes settings together and names them`() throws {
    let plan = try plan(
      """
      study: a
      list:
        - {name: small, layers: [8], learning-rate: 1e-2}
        - {name: large, layers: [64]}
      seeds: [3, 1]
      baseline: large
      """)
    #expect(plan.variants.map(\.name) == ["small", "large"])
    #expect(plan.variants.map(\.settings.learningRate) == [0.01, 0.001])
    #expect(plan.seeds == [3, 1] && plan.baseline == 1)
  }

  @Test func `random draws stay in their ranges and are the same every time`() throws {
    let text = """
      study: a
      random:
        draws: 50
        seed: 7
        ranges:
          learning-rate: {from: 1e-4, to: 1e-1, scale: log}
          dropout: {from: 0, to: 0.5}
          batch-size: {from: 16, to: 64}
          optimizer: {choice: [adam, sgd]}
          layers: {choice: [[8], [16, 8]]}
      """
    let settings = try plan(text).variants.map(\.settings)
    #expect(settings.count == 50)
    #expect(settings.allSatisfy { (1e-4...1e-1).contains($0.learningRate) && (0..<0.5).contains($0.dropout) })
    #expect(settings.allSatisfy { (16...64).contains($0.batchSize) })
    // Half of the draws on a logarithmic scale are below the geometric mean of both ends.
    #expect((15...35).contains(settings.filter { $0.learningRate < 3.162e-3 }.count))
    #expect(Set(settings.map(\.optimizer)) == ["adam", "sgd"] && Set(settings.map(\.layers)) == [[8], [16, 8]])
    #expect(try plan(text).definition.cells == plan(text).definition.cells)
    #expect(try plan(text).definition.cells != plan(text.replacing("seed: 7", with: "seed: 8")).definition.cells)
  }

  @Test func `the baseline is the point that agrees with its settings`() throws {
    let plan = try plan(Self.widths + "\nbaseline: {layers: [64, 64], learning-rate: 0.001}")
    #expect(plan.baseline == 2)
    #expect(
      message(Self.widths + "\nbaseline: {layers: [64, 64]}")
        == "study.yaml, line 6: baseline: expected the settings of exactly one variant, found 2; name every axis")
  }

  @Test(arguments: [
    ("study: a\ngird: {layers: [[8]]}", "study.yaml, line 2: a study has no 'gird'; did you mean 'grid'?"),
    (
      "study: a\ngrid:\n  layers: [[8]]\n  lerning-rate: [1]",
      "study.yaml, line 4: there is no setting 'lerning-rate'; did you mean 'learning-rate'?"
    ),
    (
      "study: a\ngrid:\n  layers: []",
      "study.yaml, line 3: layers: expected at least one value, found an empty list; give values or leave layers out"
    ),
    ("study: a\ngrid: {layers: 8}", "study.yaml, line 2: layers: expected a list of values in brackets, found '8'"),
    ("train: {epochs: 2}", "study.yaml, line 1: expected 'study: NAME', found no name"),
    (
      "study: a\ngrid:\n  epochs:\n  - 1\n  - few",
      "study.yaml, line 5: epochs: expected a whole number from 1 to 1000000, found 'few'"
    ),
    (
      "study: a\ncompare: test_acuracy",
      "study.yaml, line 2: compare: there is no metric 'test_acuracy'; "
        + "did you mean 'test_accuracy'?"
    ),
    (
      "study: a\ngrid: {dropout: [0.1, 1e-1]}",
      "study.yaml, line 2: settings 1 and 2 mean the same; "
        + "leave one of them out"
    ),
    ("study: a\nseeds: [1, 1]", "study.yaml, line 2: seeds: 1 stands twice"),
    ("study: a\nseeds: 0", "study.yaml, line 2: seeds: expected a whole number from 1 to 100000, found '0'"),
    (
      "study: a\nhalving: {rungs: [3, 1]}",
      "study.yaml, line 2: rungs: expected two or more rising numbers of epochs, "
        + "found [3, 1]"
    ),
    (
      "study: a\ngrid: {threads: [1, 2]}",
      "study.yaml, line 2: no result depends on 'threads'; "
        + "it stands in 'train' alone"
    ),
    (
      "study: a\ngrid:\n  epochs: [1]\n  epochs: [2]",
      "study.yaml, line 3: in the mapping that begins here, 'epochs' stands twice; leave one of them out"
    ),
    ("study: a\nseeds: 1e12", "study.yaml, line 2: seeds: expected a whole number from 1 to 100000, found '1e12'"),
    (
      "study: a\ngrid: {epochs: [1, 2]}\nseeds: 60000",
      "study.yaml, line 3: expected at most 100000 runs, found 2 times 60000; make several studies of it"
    ),
    (
      "study: a\nrandom: {draws: 1e9, ranges: {dropout: {from: 0, to: 0.1}}}",
      "study.yaml, line 2: draws: expected a whole number from 1 to 100000, found '1e9'"
    ),
    (
      "study: a\nrandom: {draws: 3, ranges: {epochs: {from: 1, to: 1e300}}}",
      "study.yaml, line 2: epochs: expected ends between -1e15 and 1e15, found 1.0 to 1e+300"
    ),
    ("study: [a", "study.yaml, line 2: expected YAML, found something else (did not find expected ',' or ']')"),
    ("", "study.yaml: expected a study, found an empty file; begin with 'study: NAME'"),
  ])
  func `an error names file, line and the nearest key`(yaml: String, expected: String) {
    #expect(message(yaml) == expected)
  }

  @Test func `halving is decided on the validation set alone`() throws {
    #expect(
      message("study: a\nhalving: {rungs: [1, 3], metric: test_accuracy}").contains(
        "there is no metric 'test_accuracy'"))
    let plan = try plan(
      "study: a\nhalving: {rungs: [1, 3], keep: 0.25, metric: validation_accuracy}\nbudget: {epochs: 9}")
    #expect(plan.halving == StudyPlan.Halving(rungs: [1, 3], keep: 0.25, metric: "validation_accuracy"))
    #expect(plan.budget == StudyPlan.Budget(epochs: 9))
  }

  @Test func `axes that multiply to more cells than a machine can hold are refused before they are made`() {
    let values = (1...20).map(String.init).joined(separator: ", ")
    let axes = ["epochs", "batch-size", "examples"].map { "  \($0): [\(values)]" }
    let more = ["dropout: [0, 0.1, 0.2, 0.3, 0.4]", "noise: [0, 0.1, 0.2]", "optimizer: [sgd, adam]"].map { "  " + $0 }
    #expect(
      message((["study: a", "grid:"] + axes + more).joined(separator: "\n"))
        == "study.yaml, line 7: expected at most 100000 runs, found 40000 times 3; make several studies of it")
  }
}
