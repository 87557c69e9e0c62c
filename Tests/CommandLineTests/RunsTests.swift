import Fledge
import Foundation
import Testing

/// `fledge runs` as a user runs it, on a store of four trainings.
@Suite struct RunStoreTests {
  private func shellWithRuns() throws -> Shell {
    let shell = try Shell()
    try shell.write(StudyTests.widths, to: "widths.yaml")
    #expect(try shell.run("fledge study run widths.yaml --workers 1 --quiet").status == 0)
    return shell
  }

  /// Overwrites bytes of the store.
  private func patch(_ shell: Shell, at offset: Int, _ bytes: [UInt8]) throws {
    var data = try Data(contentsOf: URL(fileURLWithPath: shell.folder + "/fledge.db"))
    data.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    try data.write(to: URL(fileURLWithPath: shell.folder + "/fledge.db"))
  }

  @Test func `runs are listed, shown and compared`() throws {
    let shell = try shellWithRuns()
    let list = try shell.run("fledge runs list").output.split(separator: "\n")
    #expect(list.count == 5 && list[1].hasPrefix("  4  widths     3     1  finished"), "\(list)")
    let best = try JSONValue(parsing: shell.run("fledge runs list --best test_loss --limit 2 --json").output)
    let losses = (best.arrayValue ?? []).compactMap { $0["metrics"]?["test_loss"]?.numberValue }
    #expect(losses.count == 2 && losses == losses.sorted())

    let run = try shell.run("fledge runs show 2")
    for words in ["study                   widths, cell 1, attempt 1", "learning-rate           0.003", "optimizer"] {
      #expect(run.output.contains(words), "\(run.output)")
    }
    let comparison = try shell.run("fledge runs compare 1 2 --charts figures")
    #expect(
      comparison.output.split(separator: "\n")[1] == "learning-rate             0.001    0.003", "\(comparison.output)")
    #expect(!comparison.output.contains("batch-size") && shell.has("figures/runs-1-2-validation_loss.svg"))
    let curves = try JSONValue(parsing: shell.run("fledge runs compare 1 2 --json").output)["curves"]
    #expect(curves?.arrayValue?.map { $0["epochs"] } == [[1, 2], [1, 2]])
  }

  @Test func `an export is the same for every way of running`() throws {
    let (one, other) = (try shellWithRuns(), try Shell())
    try other.write(StudyTests.widths, to: "widths.yaml")
    _ = try other.run("fledge study run widths.yaml --workers 3 --quiet --store other.db")
    let csv = try one.run("fledge runs export").output
    #expect(try other.run("fledge runs export --store other.db").output == csv)
    let lines = csv.split(separator: "\r\n")
    #expect(lines.count == 5 && lines[0].hasPrefix("study,cell,activation,") && lines[4].hasPrefix("widths,3,relu,"))
    let json = try one.run("fledge runs export --format json").output
    #expect(try JSONValue(parsing: json).arrayValue?.map { $0["cell"] } == [0, 1, 2, 3])
    #expect(try one.run("fledge runs export --json --output t.json").status == 0)
    #expect(try String(contentsOfFile: one.folder + "/t.json", encoding: .utf8) == json)
  }

  @Test func `tags come and go, and a deleted result is trained again`() throws {
    let shell = try shellWithRuns()
    #expect(try shell.run("fledge runs tag 2 3 --add good").output == "run 2: good\nrun 3: good\n")
    let tagged = try JSONValue(parsing: shell.run("fledge runs list --tag good --json").output)
    #expect(tagged.arrayValue?.map { $0["run"] } == [3, 2])
    #expect(try shell.run("fledge runs tag 2 --remove good").output == "run 2: no tags\n")

    let before = try shell.run("fledge runs export").output
    let deleted = try shell.run("fledge runs delete 2")
    #expect(
      deleted.output == "Deleted run 2.\nRun 1 of study 'widths' has lost its result and waits again.\n")
    #expect(try shell.run("fledge runs export").output != before)
    #expect(try shell.run("fledge study run widths.yaml --quiet").status == 0)
    #expect(try shell.run("fledge runs export").output == before)
  }

  @Test func `what is not there is named with what may have been meant`() throws {
    let shell = try shellWithRuns()
    try shell.expectRefusal("runs show 99", status: 2, saying: "no run has the number 99")
    try shell.expectRefusal("runs delete 1 99", status: 2, saying: "no run has the number 99")
    try shell.expectRefusal("runs compare 1", status: 2, saying: "expected the numbers of two or more runs, found 1")
    try shell.expectRefusal("runs compare 1 2 --curve loss --json", status: 2, saying: "a metric 'loss'")
    try shell.expectRefusal("runs list --study widhts", status: 2, saying: "did you mean 'widths'?")
    try shell.expectRefusal("runs export --study widhts", status: 2, saying: "did you mean 'widths'?")
    try shell.expectRefusal("runs list --state runing", status: 2, saying: "did you mean 'running'?")
    try shell.expectRefusal("runs list --best test_los", status: 2, saying: "did you mean 'test_loss'?")
    try shell.expectRefusal("runs tag 1", status: 2, saying: "expected --add TAG or --remove TAG")
    try shell.expectRefusal("runs lst", status: 2, saying: "Did you mean 'list'?")
    try shell.expectRefusal("runs list --store none.db", status: 66, saying: "none.db: there is no run store")
  }

  @Test func `a store of a newer version is left as it is`() throws {
    let shell = try shellWithRuns()
    // Bytes 60 to 63 of an SQLite file are its user version.
    try patch(shell, at: 60, [0, 0, 0, 9])
    for command in ["runs list", "runs check", "study list", "study run widths.yaml"] {
      try shell.expectRefusal(
        command, status: 65, saying: "written by a newer Fledge (store version 9", "left as it is")
    }
  }

  @Test func `a damaged store says what can be saved, and it is saved elsewhere`() throws {
    let shell = try shellWithRuns()
    #expect(try shell.run("fledge runs check").output == "fledge.db: nothing is wrong.\n")
    let size = try Data(contentsOf: URL(fileURLWithPath: shell.folder + "/fledge.db")).count
    try patch(shell, at: 3 * 4096, [UInt8](repeating: 0xA5, count: size - 4 * 4096))
    let before = try Data(contentsOf: URL(fileURLWithPath: shell.folder + "/fledge.db"))
    let check = try shell.run("fledge runs check")
    #expect(check.status == 65 && check.output.contains("can be read"), "\(check)")
    let list = try shell.run("fledge runs export")
    #expect(list.status == 65 && list.errors.contains("--salvage NEW.db`"), "\(list)")
    #expect(try shell.run("fledge runs check --salvage saved.db").status == 0)
    #expect(try shell.run("fledge runs check --store saved.db").status == 0)
    #expect(try shell.run("fledge runs check --salvage saved.db").status == 2)
    #expect(try Data(contentsOf: URL(fileURLWithPath: shell.folder + "/fledge.db")) == before)
  }

  @Test func `a file of another kind is no store and stays as it is`() throws {
    let shell = try Shell()
    try shell.write("hello\n", to: "fledge.db")
    try shell.expectRefusal("runs list", status: 65, saying: "expected a run store (an SQLite file)", "left as it is")
    #expect(try String(contentsOfFile: shell.folder + "/fledge.db", encoding: .utf8) == "hello\n")
  }
}
