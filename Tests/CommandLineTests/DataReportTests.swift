import Fledge
import Foundation
import Testing

/// `fledge data show` and `fledge data check`.
@Suite struct DataReportTests {
  /// Twelve trees: rows 3 and 4 are equal, row 5 has their features and another kind.
  private let trees = """
    id,height,colour,same,copy,kind
    1,2.5,red,7,0,elm
    2,3.5,green,7,1,oak
    3,4,red,7,0,elm
    4,4,red,7,0,elm
    5,4,red,7,1,oak
    6,5,green,7,1,oak
    7,6,red,7,0,elm
    8,7.5,green,7,1,oak
    9,8,red,7,0,elm
    10,9,green,7,1,oak
    11,9.5,red,7,0,elm
    12,11,green,7,1,oak

    """
  private let csv = "--dataset csv --data trees.csv --label kind"

  private func shell() throws -> Shell {
    let shell = try Shell()
    try shell.write(trees, to: "trees.csv")
    return shell
  }

  private func json(_ shell: Shell, _ arguments: String) throws -> JSONValue {
    let outcome = try shell.run("fledge \(arguments) --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSONValue(parsing: outcome.output)
  }

  @Test func `show counts repeated, contradicting and leaked rows`() throws {
    let shell = try shell()
    try shell.write("kind,colour,height\noak,green,5\nelm,red,1\nelm,red,4\n", to: "test.csv")
    let found = try json(shell, "data show \(csv) --features height,colour --test test.csv --validation 0")
    #expect(found["duplicate_rows"]?.integerValue == 1 && found["conflicting_rows"]?.integerValue == 3)
    #expect(found["test_rows_in_training"]?.integerValue == 2 && found["test_examples"]?.integerValue == 3)
    #expect(found["class_counts"]?.arrayValue?.compactMap(\.integerValue) == [6, 6])
    // By the split: of three rows with the same features each held-out one has its like on the other side or not at all.
    let split = try json(shell, "data show \(csv) --features height,colour --validation 6 --seed 2")
    #expect(split["validation_examples"]?.integerValue == 6)
    #expect(split["duplicate_rows"] == found["duplicate_rows"])
    let text = try shell.run("fledge data show \(csv) --features height,colour --test test.csv --validation 0")
    #expect(text.output.contains("leakage: 2 rows of the test set"), "\(text.output)")
  }

  @Test func `show names types, ranges and suspicious columns`() throws {
    let shell = try shell()
    let found = try json(shell, "data show \(csv) --validation 0")
    let columns = try #require(found["columns"]?.arrayValue)
    #expect(columns.compactMap { $0["name"]?.stringValue } == ["id", "height", "colour", "same", "copy"])
    #expect(columns[1]["minimum"]?.numberValue == 2.5 && columns[1]["maximum"]?.numberValue == 11)
    #expect(columns[2]["texts"]?.arrayValue?.compactMap(\.stringValue) == ["red", "green"])
    #expect(found["constant_columns"]?.arrayValue?.compactMap(\.stringValue) == ["same"])
    #expect(found["label_columns"]?.arrayValue?.compactMap(\.stringValue) == ["copy"])
    // Twelve rows are too few to call a column an id.
    #expect(found["id_columns"]?.arrayValue?.isEmpty == true)
    let rows = (0..<30).map { "\(100 + $0),\($0 * $0 % 17),\($0 % 2 == 0 ? "oak" : "elm")\n" }
    try shell.write("number,size,kind\n" + rows.joined(), to: "more.csv")
    let more = try json(shell, "data show --dataset csv --data more.csv --label kind")
    #expect(more["id_columns"]?.arrayValue?.compactMap(\.stringValue) == ["number"])
  }

  @Test func `show prints the contract that the training keeps`() throws {
    let shell = try shell()
    let flags = "\(csv) --features height,colour --split-by id --test-size 0.25 --validation 0.25 --seed 3"
    let shown = try json(shell, "data show \(flags)")["contract"]
    _ = try json(shell, "train \(flags) --layers 2 --epochs 1 --output run")
    let kept = try JSONValue(parsing: shell.run("cat run/data.json").output)
    for key in ["files", "split", "target", "scaling", "table", "shape", "kind"] {
      #expect(shown?[key] == kept[key], "\(key)")
    }
  }

  @Test func `show says which gaps a training refuses`() throws {
    let shell = try shell()
    try shell.write("a,b,kind\n1,,oak\n,2,elm\n3,4,oak\n5,6,elm\n,7,oak\n", to: "gaps.csv")
    let gaps = "--dataset csv --data gaps.csv --label kind --validation 0"
    let outcome = try shell.run("fledge data show \(gaps)")
    #expect(outcome.status == 0 && outcome.output.contains("--missing drop or --missing mean"), "\(outcome.errors)")
    let found = try json(shell, "data show \(gaps)")
    #expect(found["columns"]?.arrayValue?.compactMap { $0["missing"]?.integerValue } == [2, 1])
    #expect(found["refuses_missing"] == true)
    #expect(try json(shell, "data show \(gaps) --missing drop")["training_examples"]?.integerValue == 2)
  }

  @Test func `show works for pictures and points`() throws {
    let shell = try Shell()
    let digits = try json(shell, "data show --dataset digits --examples 60 --test-examples 20")
    #expect(digits["contract"]?["kind"]?.stringValue == "generated" && digits["test_examples"]?.integerValue == 20)
    #expect(try #require(digits["constant_features"]?.integerValue) > 100)
    let moons = try shell.run("fledge data show --dataset moons --examples 40 --folds 4")
    #expect(moons.output.contains("fold 1 of 4 is the test set"), "\(moons.errors)")
  }

  @Test func `check accepts columns in another order and tells what differs`() throws {
    let shell = try shell()
    try shell.write("kind,colour,height,extra\noak,green,12.5,0\nelm,red,4,1\n", to: "new.csv")
    let found = try json(shell, "data check trees.csv new.csv --label kind --features height,colour")
    #expect(found["usable"] == true && found["has_target"] == true && found["rows"]?.integerValue == 2)
    #expect(found["common_rows"]?.integerValue == 1)
    let column = try #require(found["columns"]?.arrayValue?.first)
    #expect(
      column["name"]?.stringValue == "height" && column["above"]?.integerValue == 1
        && column["below"]?.integerValue == 0)
    // Means 8.25 and 6.1667, standard deviation 2.6405.
    let drift = try #require(column["drift"]?.numberValue)
    #expect(abs(drift - 0.7890) < 0.001)
    let notes = (found["notes"]?.arrayValue ?? []).compactMap { $0.stringValue }.joined()
    #expect(notes.contains("extra") && notes.contains("another order"))
  }

  @Test func `check accepts a file without the target for predictions alone`() throws {
    let shell = try shell()
    try shell.write("height,colour\n4,red\n", to: "new.csv")
    let outcome = try shell.run("fledge data check trees.csv new.csv --label kind --features height,colour")
    #expect(outcome.status == 0 && outcome.output.contains("for predictions alone"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("height,kind\n4,oak\n", "\"colour\""), ("height,colour,kind\n4,blue,oak\n", "\"blue\""),
    ("height,colour,kind\nhigh,red,oak\n", "\"high\""),
    ("height,colour,kind\n4,red,ash\n4,red,ash\n", "2 rows of the unknown class"),
    ("height,colour,kind\n,red,oak\n", "found nothing"), ("", "empty file"), ("\u{0}\u{1}", "binary"),
    ("height,height,colour,kind\n4,4,red,oak\n", "found 2"),
  ])
  func `check ends with 65 where the network cannot use the file`(text: String, words: String) throws {
    let shell = try shell()
    try shell.write(text, to: "new.csv")
    let command = "fledge data check trees.csv new.csv --label kind --features height,colour"
    let outcome = try shell.run(command)
    #expect(outcome.status == 65 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.output.contains("cannot be used"))
    let found = try JSONValue(parsing: shell.run("\(command) --json --quiet").output)
    #expect(found["usable"] == false && found["problems"]?.arrayValue?.count == 1)
    // The verdict is that of the training: what check refuses, evaluate refuses.
    #expect(
      try shell.run("fledge train \(csv) --features height,colour --layers 2 --epochs 1 --quiet --output run").status
        == 0)
    #expect(try shell.run("fledge evaluate run --data new.csv").status == 65)
  }

  @Test func `check refuses what is no pair of files`() throws {
    let shell = try shell()
    try shell.expectRefusal("data check trees.csv missing.csv --label kind", status: 66, saying: "missing.csv")
    try shell.expectRefusal("data check missing.csv trees.csv --label kind", status: 66, saying: "missing.csv")
    try shell.expectRefusal("data check trees.csv --label kind", status: 2, saying: "other")
    try shell.expectRefusal("data check trees.csv trees.csv --data x", status: 2, saying: "--data")
    let folder = try shell.run("mkdir d; fledge data check trees.csv d --label kind")
    #expect(folder.status == 66 && folder.errors.contains("found a folder"), "\(folder.errors)")
  }
}
