import FledgeDatasets
import FledgeFormats
import FledgeInspection
import FledgeModels
import FledgeTensors
import TestSupport
import Testing

@Suite struct EnsembleTests {
  /// Points of three classes that overlap.
  private func table(_ rows: Int, from start: Int) -> String {
    "x,y,kind\n"
      + (start..<start + rows).map { row in
        let (kind, noise) = (row % 3, Double(row * 37 % 101) / 50)
        return
          "\(Double(kind) + noise),\(Double(kind * kind) - 1.5 * noise + Double(row % 7) / 4),\(["a", "b", "c"][kind])\n"
      }.joined()
  }

  private func train(_ shell: Shell, _ name: String, _ more: String) throws -> String {
    let outcome = try shell.run(
      "fledge train --dataset csv --data train.csv --test test.csv --label kind --layers 4 --epochs 3 --output \(name) --quiet \(more)"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    return name
  }

  private func shell() throws -> Shell {
    let shell = try Shell()
    try shell.write(table(120, from: 0), to: "train.csv")
    try shell.write(table(61, from: 500), to: "test.csv")
    return shell
  }

  @Test func `an ensemble is the mean of its members' probabilities`() throws {
    let shell = try shell()
    let runs = try (0..<5).map { try train(shell, "runs/\($0)", "--seed \($0)") }
    let outcome = try shell.run(
      "fledge ensemble \(runs.joined(separator: " ")) --size 2 --draws 40 --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try JSONValue(parsing: outcome.output)
    let members = try #require(found["members"]?.arrayValue)
    var sum = [Double](repeating: 0, count: 61 * 3)
    var labels: [Int32] = []
    for (index, run) in runs.enumerated() {
      let network = try RunFolder(existing: "\(shell.folder)/\(run)").load()
      let examples = try RunData(network).selection(part: nil, data: nil).dataset
      labels = examples.labels
      let scores = try MemberScores(network, on: examples).probabilities.elements.map { Double($0) }
      #expect(members[index]["accuracy"]?.numberValue == accuracy(scores, labels))
      for value in scores.indices { sum[value] += scores[value] }
    }
    #expect(found["accuracy"]?.numberValue == accuracy(sum, labels))
    let drawn = found["resampled"]?["accuracies"]?.arrayValue?.compactMap(\.numberValue) ?? []
    #expect(drawn.count == 40 && Set(drawn).count > 1)
    let again = try shell.run(
      "fledge ensemble \(runs.joined(separator: " ")) --size 2 --draws 40 --json --quiet")
    #expect(again.output == outcome.output)
  }

  private func accuracy(_ scores: [Double], _ labels: [Int32]) -> Double {
    let correct = labels.indices.count { example in
      let row = scores[example * 3..<example * 3 + 3]
      return (row.indices.max { row[$0] < row[$1] } ?? 0) - example * 3 == Int(labels[example])
    }
    return Double(correct) / Double(labels.count)
  }

  @Test func `what does not belong together is refused in one line`() throws {
    let shell = try shell()
    let (one, two) = (try train(shell, "one", ""), try train(shell, "two", "--seed 1"))
    try shell.write(table(30, from: 0).replacing(",c\n", with: ",a\n"), to: "train.csv")
    try shell.write(table(30, from: 0).replacing(",c\n", with: ",a\n"), to: "test.csv")
    _ = try train(shell, "fewer", "")
    let values = try shell.run(
      "fledge train --dataset csv --data train.csv --label x --task regression --layers 4 --epochs 1 --output values --quiet"
    )
    #expect(values.status == 0, "\(values.errors)")
    for (arguments, status, text) in [
      (one, 2, "expected two runs or more"), ("\(one) \(one)", 2, "named once"),
      ("missing \(one)", 66, "expected the folder of a run"), ("\(one) \(two) --size 2", 2, "--size"),
      ("\(one) \(two) --shift 15", 2, "--shift"), ("\(one) \(two) --draws 0", 2, "--draws"),
      ("\(one) \(two) --part validation", 65, "is not the file"), ("fewer values", 2, "no test examples"),
    ] as [(String, Int32, String)] {
      let outcome = try shell.run("fledge ensemble \(arguments) --quiet")
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(arguments): \(outcome.errors)")
    }
  }
}
