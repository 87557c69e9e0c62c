import Fledge
import Foundation
import Testing

/// `fledge explain`, on tables whose answer is known.
@Suite struct ExplanationTests {
  private let quick = "--layers 8 --epochs 40 --learning-rate 0.02 --batch-size 16 --threads 1 --quiet"

  /// `size` and `colour` decide, `copy` repeats `size`, `noise` says nothing.
  private func write(_ name: String, rows: Int, from first: Int, to shell: Shell) throws {
    var text = "size,\"the \"\"copy\"\", of it\",noise,colour,price,kind\n"
    for row in first..<first + rows {
      let size = Double(row * 37 % 101) / 50 - 1
      let noise = Double(row * 61 % 89) / 44 - 1
      let colour = ["red", "green", "blue"][row * 7 % 11 % 3]
      let price = 200 * size + (colour == "red" ? 100 : 0)
      text += "\(size),\(size + 0.001 * noise),\(noise),\(colour),\(price),\(price > 30 ? "dear" : "cheap")\n"
    }
    try shell.write(text, to: name)
  }

  private func train(_ shell: Shell, _ flags: String, output: String) throws {
    let outcome = try shell.run(
      "fledge train --dataset csv --data a.csv --test b.csv \(flags) \(quick) --output \(output)")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `columns that decide are important, noise holds 0, and the page lies beside its numbers`() throws {
    let shell = try Shell()
    try write("a.csv", rows: 300, from: 0, to: shell)
    try write("b.csv", rows: 150, from: 300, to: shell)
    try train(shell, "--label price --task regression --features size,noise,colour", output: "run")
    let outcome = try shell.run("fledge explain run --json --quiet --threads 1")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try JSONValue(parsing: outcome.output)
    #expect(found["part"]?.stringValue == "test" && found["examples"]?.integerValue == 150)
    let columns = try #require(found["columns"]?.arrayValue)
    #expect(columns.map { $0["name"]?.stringValue } == ["size", "colour", "noise"])
    func r2(_ column: Int) -> Double { columns[column]["r2"]?["importance"]?.numberValue ?? .nan }
    #expect(r2(0) > 1 && r2(1) > 0.1 && abs(r2(2)) < 0.05)
    #expect(columns[1]["features"]?.integerValue == 3)
    // The slope of the price is 200 for each unit of size.
    let size = try #require(found["partial_dependence"]?.arrayValue?.first)
    let (grid, means) = (size["values"]?.arrayValue ?? [], size["means"]?["price"]?.arrayValue ?? [])
    #expect(grid.count == 20 && means.count == 20)
    let ends = [grid[0], grid[19], means[0], means[19]].compactMap(\.numberValue)
    #expect(abs((ends[3] - ends[2]) / (ends[1] - ends[0]) - 200) < 30)
    for name in ["index.html", "importance.csv", "partial-dependence.csv"] { #expect(shell.has("run/explain/\(name)")) }
    let threads = try JSONValue(
      parsing: shell.run("fledge explain run --json --quiet --threads 3 --output other").output)
    #expect(threads["columns"] == found["columns"] && threads["partial_dependence"] == found["partial_dependence"])
    let again = try shell.run("fledge explain run --data b.csv --json --quiet")
    #expect(try JSONValue(parsing: again.output)["columns"] == found["columns"])
    #expect(again.errors.contains("ignored"))
  }

  @Test func `columns that repeat each other are named once, and runs give intervals over runs`() throws {
    let shell = try Shell()
    try write("a.csv", rows: 200, from: 0, to: shell)
    try write("b.csv", rows: 80, from: 300, to: shell)
    let train = "train --dataset csv --data a.csv --test b.csv --label kind --id price \(quick)"
    for seed in 0..<3 { #expect(try shell.run("fledge \(train) --seed \(seed) --output s\(seed)").status == 0) }
    let outcome = try shell.run("fledge explain s0 s1 s2 --json --quiet --output out --dependence 2")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("size and the \"copy\", of it (1.00)"))
    let found = try JSONValue(parsing: outcome.output)
    #expect(found["interval_over"]?.stringValue == "runs" && found["correlated"]?.arrayValue?.count == 1)
    #expect(found["columns"]?.arrayValue?.first?["accuracy"]?["of_runs"]?.arrayValue?.count == 3)
    #expect(found["partial_dependence"]?.arrayValue?.first?["intervals"]?["dear"]?.arrayValue?.count == 20)
    try train2(shell)
    try shell.expectRefusal("explain s0 other", status: 2, saying: "other", "one table")
    try shell.expectRefusal("explain s0 s0", status: 2, saying: "once")
  }

  @Test func `blocks of pixels are mapped, for one run and over runs`() throws {
    let shell = try Shell()
    try shell.makeMNIST(training: 400, test: 120)
    let train = "train --layers 16 --epochs 4 --learning-rate 0.01 --batch-size 20 --threads 1 --quiet"
    for seed in 0..<2 { #expect(try shell.run("fledge \(train) --seed \(seed) --output s\(seed)").status == 0) }
    let outcome = try shell.run("fledge explain s0 --block 7 --permutations 3 --json --quiet --threads 2")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try JSONValue(parsing: outcome.output)
    let blocks = try #require(found["columns"]?.arrayValue)
    #expect(blocks.count == 16 && blocks.allSatisfy { $0["features"]?.integerValue == 49 })
    #expect(blocks.contains { $0["name"]?.stringValue == "rows 8–14, columns 15–21" })
    let first = try #require(blocks.first?["accuracy"])
    #expect(try #require(first["importance"]?.numberValue) > 0.02 && first["interval"]?.arrayValue?.count == 2)
    // Strokes are in the middle: it is more important than all four corners.
    let corners = blocks.filter { block in
      let ends = [block["block"]?["rows"], block["block"]?["columns"]].map { $0?.arrayValue?.first?.integerValue ?? 0 }
      return ends.allSatisfy { $0 == 1 || $0 == 22 }
    }
    #expect(corners.count == 4)
    for corner in corners {
      #expect(
        try #require(corner["accuracy"]?["importance"]?.numberValue) < #require(first["importance"]?.numberValue) / 2)
    }
    #expect(found["partial_dependence"]?.arrayValue?.isEmpty == true && !outcome.errors.contains("caution"))
    #expect(shell.has("s0/explain/importance.csv") && !shell.has("s0/explain/partial-dependence.csv"))
    let page = try shell.run("cat s0/explain/index.html").output
    #expect(page.contains("Importance by place") && page.contains("a block of 7 × 7 pixels"))
    let serial = try shell.run("fledge explain s0 --block 7 --permutations 3 --json --quiet --threads 1 --output other")
    #expect(try JSONValue(parsing: serial.output)["columns"] == found["columns"])

    let both = try JSONValue(
      parsing: shell.run("fledge explain s0 s1 --block 14 --permutations 2 --json --quiet --output both").output)
    #expect(both["interval_over"]?.stringValue == "runs" && both["columns"]?.arrayValue?.count == 4)
    #expect(both["columns"]?.arrayValue?[0]["accuracy"]?["of_runs"]?.arrayValue?.count == 2)
  }

  private func train2(_ shell: Shell) throws {
    try train(shell, "--label kind --features size", output: "other")
  }

  @Test func `what has no columns, and numbers that make no sense, are refused`() throws {
    let shell = try Shell()
    try shell.makeMNIST(training: 60, test: 20)
    let short = "--epochs 1 --threads 1 --quiet"
    #expect(try shell.run("fledge train --layers 4 \(short) --output mnist").status == 0)
    #expect(try shell.run("fledge train --dataset moons --layers 4 \(short) --output moons").status == 0)
    try shell.write("a,b\n" + (0..<40).map { "\($0),\($0 * 7 % 11)\n" }.joined(), to: "plain.csv")
    #expect(
      try shell.run("fledge train --dataset csv --data plain.csv --autoencoder 1 \(short) --output codes").status == 0)
    try shell.expectRefusal("explain mnist --block 29", status: 2, saying: "--block", "1 to 28")
    try shell.expectRefusal("explain mnist --block 0", status: 2, saying: "--block")
    try shell.expectRefusal("explain mnist --grid 5", status: 2, saying: "--grid", "pictures")
    try shell.expectRefusal("explain mnist --dependence 2", status: 2, saying: "--dependence", "pictures")
    try shell.expectRefusal("explain moons --block 4", status: 2, saying: "--block", "columns")
    try shell.expectRefusal("explain mnist moons", status: 2, saying: "moons")
    try shell.expectRefusal("explain codes", status: 2, saying: "autoencoder", "fledge latent codes")
    try shell.expectRefusal("explain missing", status: 66, saying: "missing")
    try shell.expectRefusal("explain moons --permutations 0", status: 2, saying: "--permutations", "1 to 10,000")
    try shell.expectRefusal("explain moons --grid 1", status: 2, saying: "--grid")
    try shell.expectRefusal("explain moons --examples 0", status: 2, saying: "--examples")
    try shell.expectRefusal("explain moons --output ''", status: 2, saying: "--output")
    try shell.expectRefusal("explain moons --data plain.csv", status: 65, saying: "plain.csv")
    #expect(try shell.run("mkdir taken; echo mine > taken/importance.csv").status == 0)
    try shell.expectRefusal("explain moons --output taken", status: 2, saying: "taken", "importance.csv")
    let outcome = try shell.run("fledge explain moons --examples 50 --quiet --output moons-page")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("feature 1") && outcome.errors.contains("the first 50 of"))
  }
}
