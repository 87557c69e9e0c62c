import Fledge
import Foundation
import Testing

/// Training on a table of one's own, from the command.
@Suite struct TableTrainingTests {
  private let quick = "--layers 8 --epochs 60 --learning-rate 0.01 --batch-size 8 --threads 1 --quiet"

  private func prices(_ count: Int, offset: Int = 0) -> String {
    var text = "rooms,area,price\n"
    for index in 0..<count {
      let rooms: Int = 1 + (index + offset) % 5
      let area: Int = 20 + (index * 37 + offset) % 150
      text += "\(rooms),\(area),\(50_000 * rooms + 1_000 * area)\n"
    }
    return text
  }

  @Test func `a regression is measured and predicted in the unit of its target`() throws {
    let shell = try Shell()
    try shell.write(prices(80), to: "a.csv")
    try shell.write(prices(20, offset: 3), to: "b.csv")
    let outcome = try shell.run(
      "fledge train --dataset csv --data a.csv --test b.csv --label price --task regression \(quick) --output run --json"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    let summary = try JSONValue(parsing: outcome.output)
    let error = try #require(summary["test_mae"]?.numberValue)
    #expect(error > 10 && error < 20_000)
    #expect(try #require(summary["test_r2"]?.numberValue) > 0.9)
    let measured = try JSONValue(parsing: shell.run("fledge evaluate run --data b.csv --json").output)
    #expect(measured["mae"] == summary["test_mae"] && measured["r2"] == summary["test_r2"])
    #expect(measured["accuracy"] == nil && measured["examples"]?.integerValue == 20)
    try shell.write("area,rooms\n100,3\n", to: "new.csv")
    let found = try JSONValue(parsing: shell.run("fledge predict run new.csv --json --quiet").output)
    let value = try #require(found.arrayValue?.first?["predicted"]?.numberValue)
    #expect(abs(value - 250_000) < 40_000)
    #expect(found.arrayValue?.first?["probabilities"] == nil)
    #expect(
      try shell.run("fledge predict run new.csv --output out.csv; head -1 out.csv").output.contains("row,predicted"))
  }

  @Test func `real values without a task are refused with both flags`() throws {
    let shell = try Shell()
    try shell.write(prices(40), to: "a.csv")
    try shell.expectRefusal(
      "train --dataset csv --data a.csv --label price --layers 2 --epochs 1", status: 65, saying: "--task regression",
      "--task classification", "(price)")
  }

  @Test func `a test file is read by the names of the training file`() throws {
    let shell = try Shell()
    let rows = (0..<40).map { "\($0 % 2 * 3 + $0 % 3),\($0),\($0 % 2 == 0 ? "low" : "high")\n" }
    try shell.write("a,b,kind\n" + rows.joined(), to: "a.csv")
    try shell.write("kind,b,a\nhigh,3,4\nlow,2,1\n", to: "b.csv")
    try shell.write("kind,a\nhigh,3\n", to: "narrow.csv")
    try shell.write("kind,b,a\nmiddle,3,4\n", to: "middle.csv")
    let train = "train --dataset csv --data a.csv --label kind --layers 4 --epochs 1"
    let outcome = try shell.run("fledge \(train) --test b.csv --json --quiet --output run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try JSONValue(parsing: outcome.output)["test_examples"]?.integerValue == 2)
    #expect(try shell.run("fledge evaluate run --part test").status == 0)
    #expect(try shell.run("echo low,1,1 >> b.csv").status == 0)
    try shell.expectRefusal("evaluate run --part test", status: 65, saying: "b.csv", "SHA-256")
    try shell.expectRefusal("\(train) --test narrow.csv", status: 65, saying: "narrow.csv", "\"b\"")
    try shell.expectRefusal("\(train) --test middle.csv", status: 65, saying: "middle.csv", "\"middle\"", "high, low")
    try shell.expectRefusal("train --dataset moons --label kind", status: 2, saying: "label", "csv")
  }

  @Test func `what was guessed and what looks wrong is said, and strict makes it an error`() throws {
    let shell = try Shell()
    let rows = (0..<30).map { "\($0).5,\($0 < 20 ? "oak" : "elm")\n" }.joined()
    try shell.write("a,kind\n" + rows, to: "sorted.csv")
    let train = "train --dataset csv --data sorted.csv --label kind --layers 2 --epochs 1 --examples 10"
    let outcome = try shell.run("fledge \(train) --output run")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("only 1 of 2 classes"))
    #expect(outcome.output.contains("standardised"))
    try shell.expectRefusal("\(train) --strict", status: 65, saying: "only 1 of 2 classes")
    try shell.expectRefusal("\(train) --augment shift=1", status: 2, saying: "expects images")
  }

  @Test func `MNIST's layouts of other programs and labels beyond 9 are read`() throws {
    let shell = try Shell()
    try shell.makeMNIST(training: 60, test: 20)
    #expect(
      try shell.run(
        "mkdir -p tv/MNIST/raw; mv data/* tv/MNIST/raw; fledge train --data tv --layers 4 --epochs 1 --quiet --output a"
      ).status == 0)
    let letters = (0..<52).map { UInt8($0 % 26 + 1) }
    for name in ["train", "t10k"] {
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 52, 0, 0, 0, 2, 0, 0, 0, 2]
      try shell.write(header + letters.flatMap { [$0, 0, 255, $0] }, to: "letters/\(name)-images-idx3-ubyte")
      try shell.write([0, 0, 8, 1, 0, 0, 0, 52] + letters, to: "letters/\(name)-labels-idx1-ubyte")
    }
    #expect(try shell.run("fledge train --data letters --layers 4 --epochs 1 --quiet --output b").status == 0)
    let names = (0..<26).map { String(UnicodeScalar(UInt8(97 + $0))) }.joined(separator: ",")
    let named = try shell.run(
      "fledge train --data letters --class-names \(names) --layers 4 --epochs 1 --quiet --output c >/dev/null; "
        + "fledge predict c --indices 25 --json --quiet")
    #expect(named.status == 0, "\(named.errors)")
    #expect(try JSONValue(parsing: named.output).arrayValue?[0]["label"]?.stringValue == "z")
    try shell.expectRefusal("train --data letters --class-names a,b", status: 65, saying: "26 names", "--class-names")
  }
}
