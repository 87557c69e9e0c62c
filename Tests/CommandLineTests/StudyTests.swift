import Fledge
import Foundation
import Testing

/// `fledge study` as a user runs it, on generated digits.
@Suite struct StudyTests {
  /// Four trainings of a blink each.
  static let widths = """
    study: widths
    train: {dataset: digits, examples: 300, test-examples: 60, layers: [8], epochs: 2}
    grid: {learning-rate: [1e-3, 3e-3]}
    seeds: 2
    compare: test_accuracy
    """

  @Test func `a study is run, shown, listed and deleted`() throws {
    let shell = try Shell()
    try shell.write(Self.widths, to: "widths.yaml")
    let run = try shell.run("fledge study run widths.yaml --workers 2 --charts figures")
    #expect(run.status == 0 && run.errorLines.first == "study widths: 4 runs, 2 at once")
    #expect(run.errorLines.last?.hasPrefix("4/4  0.00") == true, "\(run.errors)")
    #expect(
      run.output.hasPrefix("widths: 4 of 4 runs finished\n\nTest accuracy in % over seeds:\nlearning-rate  seeds"))
    for name in ["test_accuracy", "validation_loss-by-epoch"] {
      #expect(shell.has("figures/\(name).svg") && shell.has("figures/\(name).csv"))
    }
    // Nothing is left that only a half-done study needs.
    #expect(!shell.has("fledge.db.files"))

    let shown = try JSONValue(parsing: shell.run("fledge study show widths --json").output)
    #expect(shown["progress"]?["finished"] == 4 && shown["varying"] == ["learning-rate"])
    let cells = try #require(shown["cells"]?.arrayValue)
    #expect(cells.map { $0["settings"]?["learning-rate"] } == [0.001, 0.003])
    #expect(
      cells.allSatisfy { $0["seeds"] == [0, 1] && $0["metrics"]?["test_loss"]?["values"]?.arrayValue?.count == 2 })
    #expect(shown["comparisons"]?.arrayValue?.count == 1)
    #expect(
      try shell.run("fledge study show widths --watch --json").output
        == shell.run("fledge study show widths --json").output)

    #expect(
      try shell.run("fledge study list").output == """
        study   runs  finished  running  queued  failed
        widths     4         4        0       0       0

        """)
    #expect(try shell.run("fledge study delete widths").output == "Deleted the study 'widths'.\n")
    #expect(try shell.run("fledge study list").output == "There are no studies in fledge.db.\n")
  }

  @Test func `running again trains nothing, and other cells are refused`() throws {
    let shell = try Shell()
    try shell.write(Self.widths, to: "widths.yaml")
    let first = try shell.run("fledge study run widths.yaml --json --quiet")
    let again = try shell.run("fledge study run widths.yaml --json")
    #expect(again.status == 0 && again.output == first.output)
    #expect(again.errorLines.first?.hasPrefix("study widths: 4 runs, 4 finished before") == true)
    #expect(!again.errors.contains("4/4"))

    try shell.write(Self.widths.replacing("3e-3", with: "4e-3"), to: "other.yaml")
    try shell.expectRefusal(
      "study run other.yaml", status: 2,
      saying: "“widths” exists with other runs: learning-rate: stored 0.001, 0.003, now 0.001, 0.004")
  }

  @Test func `a cell that fails keeps its message while the rest goes on, and is tried again when asked`() throws {
    let shell = try Shell()
    try shell.write(
      Self.widths.replacing("3e-3", with: "1e30").replacing("epochs: 2", with: "epochs: 2, optimizer: sgd"),
      to: "widths.yaml")
    let first = try shell.run("fledge study run widths.yaml")
    #expect(first.status == 0 && first.output.hasPrefix("widths: 2 of 4 runs finished, 2 failed\n"))
    #expect(first.output.contains("\nfailed: learning-rate 1e+30, seed 1: training diverged: "), "\(first.output)")
    #expect(first.output.hasSuffix("2 runs failed; `--retry-failed` tries them once more.\n"))
    let again = try shell.run("fledge study run widths.yaml")
    #expect(again.errorLines.count == 1 && again.errors.contains("2 finished before, 2 failed before"))
    let retried = try shell.run("fledge study run widths.yaml --retry-failed")
    #expect(retried.errorLines.count == 3, "\(retried.errors)")
    #expect(try shell.run("fledge runs list --state failed --quiet").output.split(separator: "\n").count == 5)
  }

  @Test(arguments: [
    ("grid", "grid: {learning-rat: [1e-3]}", "w.yaml, line 3: there is no setting 'learning-rat'; did you mean"),
    ("grid", "grid: {learning-rate: []}", "w.yaml, line 3: learning-rate: expected at least one value"),
    ("grid", "grid: {learning-rate: [1e-3, 0.001]}", "settings 1 and 2 mean the same"),
    ("grid", "grid: {seed: [1, 2]}", "write 'seeds: 5'"),
    ("grid", "gird: {learning-rate: [1e-3]}", "line 3: a study has no 'gird'; did you mean 'grid'?"),
    ("seeds", "seeds: 0", "line 4: seeds: expected a whole number from 1 to 100000, found '0'"),
    ("compare", "compare: test_acuracy", "there is no metric 'test_acuracy'; did you mean 'test_accuracy'?"),
    ("study", "name: widths", "a study has no 'name'"), ("study", "study: [", "expected YAML"),
  ])
  func `a mistake in the file is named with its line`(key: String, line: String, words: String) throws {
    let shell = try Shell()
    let lines = Self.widths.split(separator: "\n").map { $0.hasPrefix(key) ? line : String($0) }
    try shell.write(lines.joined(separator: "\n"), to: "w.yaml")
    try shell.expectRefusal("study run w.yaml", status: 2, saying: words)
  }

  @Test func `a study of which every run failed ends with code 1 and the first reason`() throws {
    let shell = try Shell()
    try shell.write(
      Self.widths.replacing("[1e-3, 3e-3]", with: "[1e30]").replacing("epochs: 2", with: "epochs: 2, optimizer: sgd"),
      to: "widths.yaml")
    let outcome = try shell.run("fledge study run widths.yaml --quiet")
    #expect(outcome.status == 1 && outcome.errorLines.count == 1)
    #expect(outcome.errors.hasPrefix("fledge: study 'widths': all 2 runs failed, the first with: training diverged: "))
  }

  @Test func `another metric is shown, and one that was never measured is refused with those that were`() throws {
    let shell = try Shell()
    try shell.write(Self.widths, to: "widths.yaml")
    _ = try shell.run("fledge study run widths.yaml --quiet")
    #expect(try shell.run("fledge study show widths --metric test_loss").output.contains("Test loss over seeds:"))
    try shell.expectRefusal(
      "study show widths --metric test_los", status: 2, saying: "has a metric 'test_los'; did you mean 'test_loss'?",
      "measured are test_accuracy, test_loss, ")
  }

  @Test func `a dry run says what it would take and writes nothing`() throws {
    let shell = try Shell()
    try shell.write(Self.widths, to: "widths.yaml")
    let before = try FileManager.default.contentsOfDirectory(atPath: shell.folder).sorted()
    let first = try shell.run("fledge study run widths.yaml --dry-run --workers 2")
    #expect(
      first.status == 0
        && first.output.hasPrefix("4 runs, 4 of them wait; 2 at once\n2 seeds find, in one comparison, "),
      "\(first.output)")
    #expect(first.output.contains("\nabout "))
    #expect(first.output.contains("steps of the first run"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: shell.folder).sorted() == before)
    _ = try shell.run("fledge study run widths.yaml --quiet")
    try shell.write(Self.widths.replacing("seeds: 2", with: "seeds: 3"), to: "widths.yaml")
    let files = try FileManager.default.contentsOfDirectory(atPath: shell.folder).sorted()
    let again = try JSONValue(parsing: shell.run("fledge study run widths.yaml --dry-run --json --quiet").output)
    #expect(try FileManager.default.contentsOfDirectory(atPath: shell.folder).sorted() == files)
    #expect(again["runs"] == 6 && again["waiting"] == 2 && again["measured_from"] == "finished runs")
    #expect(try shell.run("fledge study run widths.yaml --quiet").output.hasPrefix("widths: 6 of 6 runs finished"))
  }

  @Test func `what is missing has its own code`() throws {
    let shell = try Shell()
    try shell.expectRefusal("study run none.yaml", status: 66, saying: "none.yaml: expected the file of a study")
    try shell.expectRefusal("study show widths", status: 66, saying: "fledge.db: there is no run store")
    try shell.expectRefusal("study shwo widths", status: 2, saying: "Did you mean 'show'?")
    try shell.write(Self.widths, to: "widths.yaml")
    _ = try shell.run("fledge study run widths.yaml")
    try shell.expectRefusal("study show widhts", status: 2, saying: "there is no study 'widhts'", "mean 'widths'?")
  }
}
