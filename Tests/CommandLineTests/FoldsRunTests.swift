import Fledge
import Foundation
import Testing

/// `fledge train --folds` with `--dry-run`, `--overwrite` and `--strict`, and what is said of single folds.
@Suite struct FoldsRunTests {
  private let quick = "--layers 4 --epochs 2 --batch-size 8"
  private let table = "train --dataset csv --data t.csv --label kind --features a,b"

  /// - Parameter isConstant: whether the column b has one value in all rows, which is warned of.
  private func shell(isConstant: Bool = false) throws -> Shell {
    let shell = try Shell()
    let lines = (0..<48).map { row in
      "\(row % 3).\(row % 7),\(isConstant ? 1 : row * row % 11),\(["oak", "elm", "ash"][row % 3])\n"
    }
    try shell.write("a,b,kind\n" + lines.joined(), to: "t.csv")
    return shell
  }

  @Test func `a dry run says what all folds take and writes nothing`() throws {
    let shell = try shell()
    let before = try FileManager.default.contentsOfDirectory(atPath: shell.folder).sorted()
    let outcome = try shell.run("fledge \(table) --folds 4 \(quick) --validation 0 --dry-run --json --output cv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try JSONValue(parsing: outcome.output)
    // 36 rows in batches of 8 are 5 steps.
    #expect(found["runs"] == 4 && found["steps"] == 40 && found["epochs"] == 2)
    #expect(found["steps_of_folds"] == [10, 10, 10, 10])
    #expect(outcome.errors.contains("4 folds, 2 epochs each, 40 steps (10 a fold)"))
    let one = try JSONValue(
      parsing: shell.run("fledge \(table) --folds 4 --fold 1 \(quick) --validation 0 --dry-run --json").output)
    #expect(one["steps"] == 10 && one["steps_of_folds"] == nil)
    let disk = try #require(one["disk_bytes"]?.integerValue)
    #expect(found["disk_bytes"] == .integer(4 * disk))
    #expect(try FileManager.default.contentsOfDirectory(atPath: shell.folder).sorted() == before)
  }

  @Test func `overwriting replaces all folds when they are complete, and files of others stay`() throws {
    let shell = try shell()
    #expect(try shell.run("fledge \(table) --folds 4 \(quick) --quiet --output cv").status == 0)
    #expect(
      try shell.run("echo note > cv/fold-1/note.txt; echo note > cv/fold-4/note.txt; echo a > cv/own.txt").status == 0)
    try shell.expectRefusal("\(table) --folds 3 \(quick) --output cv", status: 2, saying: "--overwrite", "--resume cv")
    let before = try shell.run("cat cv/folds.json cv/fold-*/record.json").output
    // A training that fails leaves the old folds.
    try shell.expectRefusal(
      "\(table) --folds 3 \(quick) --features a,c --overwrite --output cv", status: 65, saying: "c")
    #expect(try shell.run("cat cv/folds.json cv/fold-*/record.json").output == before && !shell.has("cv/.next"))

    let second = try shell.run("fledge \(table) --folds 3 --seed 5 \(quick) --overwrite --quiet --json --output cv")
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.errors.contains("cv/fold-4: the run of this fold is replaced by none"))
    let runs = try #require(try JSONValue(parsing: second.output)["runs"]?.arrayValue)
    #expect(runs.compactMap { $0["output"]?.stringValue } == ["cv/fold-1", "cv/fold-2", "cv/fold-3"])
    for fold in 1...3 { #expect(try shell.run("fledge evaluate cv/fold-\(fold) --quiet").status == 0) }
    let alone = try shell.run("fledge \(table) --folds 3 --seed 5 \(quick) --quiet --json --output other")
    func digests(_ text: String) throws -> [String] {
      try JSONValue(parsing: text)["runs"]?.arrayValue?.compactMap { $0["weights_sha256"]?.stringValue } ?? []
    }
    #expect(try digests(second.output) == digests(alone.output))
    let listed = try shell.run("cd cv; ls -A . fold-4; cat own.txt fold-1/note.txt").output.split(separator: "\n")
    #expect(
      listed
        == [
          ".:", "fold-1", "fold-2", "fold-3", "fold-4", "folds.json", "folds.yaml", "own.txt", "", "fold-4:",
          "note.txt", "a",
          "note",
        ].filter { !$0.isEmpty }[...].map { Substring($0) })
    // A folder that is no run stands in the way of a fold.
    #expect(try shell.run("mkdir cv/fold-5; echo mine > cv/fold-5/config.txt").status == 0)
    try shell.expectRefusal("\(table) --folds 5 \(quick) --overwrite --output cv", status: 2, saying: "cv/fold-4")
    #expect(shell.has("cv/fold-5/config.txt"))
  }

  @Test func `an interrupted replacement keeps the old folds and goes on, also while files are moved`() throws {
    let shell = try shell()
    #expect(try shell.run("fledge \(table) --folds 3 \(quick) --quiet --output cv").status == 0)
    #expect(try shell.run("fledge \(table) --folds 3 --seed 7 \(quick) --quiet --output new").status == 0)
    let old = try shell.run("cat cv/fold-*/record.json").output
    let new = try shell.run("grep -h weights_sha256 new/fold-*/record.json; cat new/folds.yaml").output
    // As a kill leaves it: two folds of the new ones are trained.
    let half = "mkdir cv/.next; cp -r new/fold-1 new/fold-2 new/folds.yaml cv/.next/; cp -r cv between"
    #expect(try shell.run(half).status == 0)
    #expect(try shell.run("cat cv/fold-*/record.json").output == old)
    let resumed = try shell.run("fledge train --resume cv --quiet")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      try shell.run("grep -h weights_sha256 cv/fold-*/record.json; cat cv/folds.yaml").output == new
        && !shell.has("cv/.next"))
    // All folds are trained, and one of them is moved.
    let moved = """
      cp -r new/fold-3 new/folds.json between/.next/; rm -r between/fold-1; mv between/.next/fold-1 between/fold-1; \
      mv between/.next/fold-2 between/fold-2/.next
      """
    #expect(try shell.run(moved).status == 0)
    let published = try shell.run("fledge train --resume between --quiet")
    #expect(published.status == 0, "\(published.errors)")
    #expect(
      try shell.run("grep -h weights_sha256 between/fold-*/record.json; cat between/folds.yaml").output == new
        && !shell.has("between/.next"))
  }

  @Test func `warnings name their fold, and strict ends with all folds trained`() throws {
    let shell = try shell(isConstant: true)
    let plain = try shell.run("fledge \(table) --folds 3 \(quick) --quiet --output cv")
    #expect(plain.status == 0)
    for fold in 1...3 {
      #expect(
        plain.errors.contains("fledge: fold \(fold) of 3: warning: 1 column has one value in all training rows (b)"))
    }
    // What is known before the first training ends there.
    try shell.expectRefusal(
      "\(table) --folds 3 \(quick) --strict --quiet --output none", status: 65,
      saying: "fold 1 of 3: 1 column has one value",
      "nothing is trained")
    // What comes later ends when all are trained: here the first fold is finished already.
    #expect(
      try shell.run("rm -r cv/fold-2 cv/fold-3 cv/folds.json; sed -i 's/,1,/,2,/' t.csv; sed -i 's/,2,/,1,/' t.csv")
        .status == 0)
    let strict = try shell.run("fledge train --resume cv --strict --quiet")
    #expect(strict.status == 65)
    #expect(strict.errors.contains("fold 2 of 3: 1 column has one value"), "\(strict.errors)")
  }

  @Test func `a warning after the training of a fold lets the others be trained`() throws {
    let shell = try shell()
    // With this learning rate the loss does not fall, which is warned of after the training.
    let outcome = try shell.run(
      "fledge \(table) --folds 3 --layers 4 --epochs 6 --learning-rate 1e-12 --strict --quiet --output cv"
    )
    #expect(outcome.status == 65, "\(outcome.errors)")
    let last = try #require(outcome.errorLines.last)
    #expect(last.contains("of 3 has a warning: ") && last.contains("all runs are complete and kept in cv"), "\(last)")
    for fold in 1...3 { #expect(shell.has("cv/fold-\(fold)/record.json")) }
    #expect(shell.has("cv/folds.json"))
  }
}
