import Fledge
import Foundation
import Testing

/// `fledge train --folds`, `--split-by` and `--split-time`.
@Suite struct FoldsTests {
  private let quick = "--layers 4 --epochs 2 --batch-size 8 --quiet"
  private let table = "train --dataset csv --data t.csv --label kind --features a,b"

  private func shell(rows: Int = 48) throws -> Shell {
    let shell = try Shell()
    let lines = (0..<rows).map { row in
      let day = row * 5 % 28 + 1
      return
        "p\(row % 8),2026-01-\(day < 10 ? "0" : "")\(day),\(row % 3).\(row % 7),\(row * row % 11),\(["oak", "elm", "ash"][row % 3])\n"
    }
    try shell.write("patient,day,a,b,kind\n" + lines.joined(), to: "t.csv")
    return shell
  }

  @Test func `folds are runs, and their table has mean and interval`() throws {
    let shell = try shell()
    let outcome = try shell.run("fledge \(table) --folds 4 \(quick) --json --output cv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try JSONValue(parsing: outcome.output)
    let runs = try #require(found["runs"]?.arrayValue)
    #expect(runs.count == 4 && found["folds"]?.integerValue == 4)
    #expect(runs.compactMap { $0["test_examples"]?.integerValue } == [12, 12, 12, 12])
    let accuracy = try #require(found["metrics"]?["test_accuracy"])
    let values = (accuracy["values"]?.arrayValue ?? []).compactMap { $0.numberValue }
    #expect(values == runs.compactMap { $0["test_accuracy"]?.numberValue })
    let mean = try #require(accuracy["mean"]?.numberValue)
    #expect(abs(mean - values.reduce(0, +) / 4) < 1e-12)
    #expect(accuracy["interval"]?["method"]?.stringValue == "correctedResampledT")
    // Each fold's rows are found again, and they are other ones.
    var digests: Set<String> = []
    for fold in 1...4 {
      let measured = try JSONValue(parsing: shell.run("fledge evaluate cv/fold-\(fold) --json --quiet").output)
      #expect(measured["accuracy"]?.numberValue == values[fold - 1])
      #expect(measured["examples"]?.integerValue == 12 && measured["part"]?.stringValue == "test")
      let file = try JSONValue(parsing: shell.run("cat cv/fold-\(fold)/data.json").output)
      digests.insert(try #require(file["split"]?["test_sha256"]?.stringValue))
      #expect(try shell.run("fledge evaluate cv/fold-\(fold) --part validation --quiet").status == 0)
    }
    #expect(digests.count == 4)
    #expect(try JSONValue(parsing: shell.run("cat cv/folds.json").output) == found)
  }

  @Test func `any number of threads gives the same folds to the last bit`() throws {
    let shell = try shell()
    let weights = try [1, 2, 3].map { threads in
      let outcome = try shell.run(
        "fledge \(table) --folds 3 --split-by patient \(quick) --threads \(threads) --json --output cv\(threads)")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try JSONValue(parsing: outcome.output)["runs"]?.arrayValue?.compactMap {
        $0["weights_sha256"]?.stringValue
      }
    }
    #expect(weights[0]?.count == 3 && weights[0] == weights[1] && weights[0] == weights[2])
  }

  @Test func `folds of groups keep classes even, by rows alone where that is asked for, and are found again`() throws {
    let shell = try Shell()
    // Patients of one class each, of several sizes.
    let rows = (0..<12).flatMap { patient in
      (0..<2 + patient % 3).map { "p\(patient),\($0).\(patient),\(patient * 5 % 7),\(patient < 4 ? "oak" : "elm")\n" }
    }
    try shell.write("patient,a,b,kind\n" + rows.joined(), to: "t.csv")
    var digests: [[String]] = []
    for balance in ["", " --fold-balance rows"] {
      let output = balance.isEmpty ? "classes" : "rows"
      let outcome = try shell.run("fledge \(table) --folds 4 --split-by patient\(balance) \(quick) --output \(output)")
      #expect(outcome.status == 0, "\(outcome.errors)")
      digests.append(
        try (1...4).map { fold in
          #expect(try shell.run("fledge evaluate \(output)/fold-\(fold) --quiet").status == 0)
          let counts = try JSONValue(parsing: shell.run("fledge evaluate \(output)/fold-\(fold) --json --quiet").output)
          if balance.isEmpty { #expect(try #require(counts["examples"]?.integerValue) >= 6) }
          let file = try JSONValue(parsing: shell.run("cat \(output)/fold-\(fold)/data.json").output)
          return try #require(file["split"]?["test_sha256"]?.stringValue)
        })
    }
    #expect(digests[0] != digests[1])
    // Four patients have oaks; of five folds one has none.
    let few = try shell.run("fledge \(table) --folds 5 --split-by patient \(quick) --output five")
    #expect(
      few.status == 0 && few.errors.contains("of 5: the fold has no rows of oak, which few values of patient have"))
    // The file of an earlier version has no such line.
    #expect(try shell.run("sed -i '/fold-balance/d' rows/folds.yaml").status == 0)
    #expect(try shell.run("rm -r rows/fold-3; fledge train --resume rows --quiet").status == 0)
    let again = try JSONValue(parsing: shell.run("cat rows/fold-3/data.json").output)
    #expect(again["split"]?["test_sha256"]?.stringValue == digests[1][2])
  }

  @Test func `a resumed cross-validation trains the missing folds alone, with the bits of an uninterrupted one`() throws
  {
    let shell = try shell()
    let whole = try shell.run("fledge \(table) --folds 3 \(quick) --json --output whole")
    #expect(whole.status == 0)
    // As a kill leaves it: the second fold has begun, the third has not.
    #expect(
      try shell.run(
        "cp -r whole half && rm -r half/fold-3 half/folds.json half/fold-2/record.json half/fold-2/model.safetensors"
      ).status == 0)
    let before = try shell.run("cat half/fold-1/record.json").output
    let resumed = try shell.run("fledge train --resume half --json")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("Fold 1 of 3 is finished"))
    #expect(try shell.run("cat half/fold-1/record.json").output == before)
    let (first, second) = try (JSONValue(parsing: whole.output), JSONValue(parsing: resumed.output))
    #expect(first["metrics"] == second["metrics"])
    // All are finished now.
    let again = try shell.run("fledge train --resume half --json --quiet")
    #expect(try JSONValue(parsing: again.output)["metrics"] == first["metrics"])
    let other = try shell.run("fledge train --resume half --epochs 3")
    #expect(other.status == 2 && other.errors.contains("epochs"))
    #expect(try shell.run("echo p1,2026-01-01,1,1,oak >> t.csv; rm -r half/fold-3").status == 0)
    let changed = try shell.run("fledge train --resume half")
    #expect(changed.status == 65 && changed.errors.contains("SHA-256"))
  }

  @Test func `one fold alone is the same run as that of all folds`() throws {
    let shell = try shell()
    let all = try JSONValue(parsing: shell.run("fledge \(table) --folds 3 \(quick) --json --output all").output)
    let one = try JSONValue(
      parsing: shell.run("fledge \(table) --folds 3 --fold 2 \(quick) --json --output one").output)
    #expect(one["weights_sha256"] == all["runs"]?.arrayValue?[1]["weights_sha256"])
    let again = try JSONValue(
      parsing: shell.run("fledge train all/fold-2/config.yaml --json --quiet --output again").output)
    #expect(again["weights_sha256"] == one["weights_sha256"])
  }

  @Test func `an ignored column changes no bit`() throws {
    let shell = try shell()
    let more = try shell.run(
      "awk -F, '{print $0 \",\" NR % 5}' t.csv > more.csv; sed -i '1s/.*/patient,day,a,b,kind,more/' more.csv")
    #expect(more.status == 0)
    let digests = try ["t.csv", "more.csv"].map { file in
      try ["--split-by patient", "--split-time day", "--folds 3 --fold 1"].map { split in
        let command = table.replacingOccurrences(of: "t.csv", with: file)
        let outcome = try shell.run("fledge \(command) \(split) --validation 0.2 \(quick) --json --output r; rm -r r")
        return try JSONValue(parsing: outcome.output)["weights_sha256"]?.stringValue
      }
    }
    #expect(digests[0] == digests[1] && Set(digests[0]).count == 3)
  }

  @Test func `a split by time is said, kept and found again`() throws {
    let shell = try shell()
    let train = "\(table) --split-time day --test-size 0.25 --validation 0.25"
    let outcome = try shell.run("fledge \(train) \(quick) --output run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("split by the time in day: training"))
    #expect(outcome.errors.contains("day splits the rows and is no feature"))
    let split = try #require(try JSONValue(parsing: shell.run("cat run/data.json").output)["split"])
    let bounds = try ["training_until", "validation_from", "test_from"].map { try #require(split[$0]?.stringValue) }
    #expect(bounds[0] < bounds[1] && bounds[1] < bounds[2])
    for (part, key) in [("validation", "validation_count"), ("test", "test_count")] {
      let measured = try JSONValue(parsing: shell.run("fledge evaluate run --part \(part) --json --quiet").output)
      #expect(measured["examples"] == split[key])
      let named = try JSONValue(
        parsing: shell.run("fledge evaluate run --part \(part) --data t.csv --json --quiet").output)
      #expect(named["loss"] == measured["loss"])
    }
    #expect(try shell.run("cp t.csv u.csv; echo p1,2026-01-01,1,1,oak >> u.csv").status == 0)
    let other = try shell.run("fledge evaluate run --part test --data u.csv")
    #expect(other.status == 65 && other.errors.contains("SHA-256"))
  }

  @Test func `folds of a dataset with a test set of its own leave that alone`() throws {
    let shell = try Shell()
    let outcome = try shell.run("fledge train \(tiny) --folds 3 --json --output cv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("that of the data is not measured"))
    let runs = try JSONValue(parsing: outcome.output)["runs"]?.arrayValue
    #expect(runs?.compactMap { $0["test_examples"]?.integerValue } == [100, 100, 100])
  }

  @Test func `real values have folds of their errors`() throws {
    let shell = try shell()
    let outcome = try shell.run(
      "fledge train --dataset csv --data t.csv --label b --features a --task regression --folds 4 \(quick) --json --output cv"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    let metrics = try JSONValue(parsing: outcome.output)["metrics"]
    #expect(metrics?["test_mae"]?["values"]?.arrayValue?.count == 4 && metrics?["test_r2"]?["mean"] != nil)
    #expect(metrics?["test_accuracy"] == nil)
  }

  @Test(arguments: [
    ("--folds 0", 2, "folds"), ("--folds 1", 2, "folds"), ("--folds many", 2, "folds"), ("--folds 1001", 2, "folds"),
    ("--folds 49", 65, "49 rows"), ("--folds 17", 65, "--folds 16"), ("--fold 2", 2, "set folds too"),
    ("--folds 3 --fold 4", 2, "1 to 3"), ("--folds 3 --test t.csv", 2, "test"),
    ("--folds 3 --test-size 5", 2, "test-size"),
    ("--folds 3 --explain", 2, "--fold 1"), ("--folds 49 --dry-run", 65, "49 rows"),
    ("--folds 49 --overwrite --output cv", 65, "49 rows"),
    ("--split-by patients", 65, "\"patients\""), ("--split-by kind", 65, "--split-by"),
    ("--split-by 9", 65, "from 1 to 5"),
    ("--split-by patient --split-time day", 2, "split-time"), ("--split-by patient --stratified yes", 2, "stratified"),
    ("--folds 3 --fold-balance classes", 2, "fold-balance"),
    ("--split-by patient --fold-balance even", 2, "fold-balance"),
    ("--split-by patient --validation 0", 2, "nothing is held out"), ("--split-time patient", 65, "line 2"),
    ("--split-by patient --folds 9", 65, "--folds 8"), ("--split-time day --folds 28", 65, "--folds 27"),
    ("--test-size 48", 2, "fewer than the 48"), ("--test-size 0.99 --validation 0.9", 2, "left"),
    ("--test t.csv --test-size 3", 2, "test-size"),
  ])
  func `what cannot be split is refused and leaves nothing behind`(flags: String, status: Int, words: String) throws {
    try shell().expectRefusal("\(table) \(quick) \(flags)", status: Int32(status), saying: words)
  }

  @Test func `other datasets have no column to split by`() throws {
    let shell = try Shell()
    try shell.expectRefusal("train \(tiny) --split-by patient", status: 2, saying: "split-by", "csv")
    try shell.expectRefusal("train \(tiny) --test-size 10", status: 2, saying: "test set of its own")
  }

  @Test func `folders that hold something else are left alone`() throws {
    let shell = try shell()
    #expect(
      try shell.run("fledge \(table) --folds 2 \(quick) --output cv; fledge \(table) \(quick) --output run").status == 0
    )
    for (flags, words) in [
      ("--folds 2 --output cv", "--resume cv"), ("--output cv", "other files"),
      ("--folds 2 --output run", "found a single run"),
      ("--folds 2 --overwrite --output run", "found a single run"),
    ] {
      try shell.expectRefusal("\(table) \(quick) \(flags)", status: 2, saying: words)
    }
    #expect(try shell.run("fledge runs usage cv --json --quiet").output.contains("cv/fold-2"))
  }
}
