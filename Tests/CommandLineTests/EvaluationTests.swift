import Fledge
import Foundation
import Testing

/// What `fledge evaluate` says beyond loss and accuracy, and what `train` says afterwards.
@Suite struct EvaluationTests {
  private let quick = "--layers 8 --epochs 5 --threads 1 --quiet"

  private func write(_ name: String, rows: Range<Int>, to shell: Shell) throws {
    let lines = rows.map { row in
      "\(row * 37 % 100),\(row * 11 % 17),\((row * 37 + row * 5) % 100 > 50 ? "yes" : "no")\n"
    }
    try shell.write("a,b,kind\n" + lines.joined(), to: name)
  }

  @Test func `two classes have areas and thresholds, and --positive turns them`() throws {
    let shell = try Shell()
    try write("a.csv", rows: 0..<200, to: shell)
    try write("b.csv", rows: 200..<280, to: shell)
    #expect(
      try shell.run("fledge train --dataset csv --data a.csv --test b.csv --label kind \(quick) --output run").status
        == 0)
    let text = try shell.run("fledge evaluate run")
    #expect(text.output.contains("positive class: yes, against no"))
    #expect(text.output.contains("area under the ROC curve"))
    let found = try JSONValue(parsing: shell.run("fledge evaluate run --json --page page").output)
    let positive = try #require(found["positive"])
    #expect(positive["class"]?.stringValue == "yes" && positive["thresholds"]?.arrayValue?.count == 19)
    let area = try #require(positive["roc_area"]?.numberValue)
    let half = try #require(positive["thresholds"]?.arrayValue?[9])
    let correct = ["true_positives", "true_negatives"].compactMap { half[$0]?.integerValue }.reduce(0, +)
    #expect(Double(correct) / 80 == found["accuracy"]?.numberValue)
    #expect(found["classification"]?["probabilities"]?["calibrationBins"]?.arrayValue?.count == 15)
    for name in ["index.html", "thresholds.csv", "calibration.csv"] { #expect(shell.has("page/\(name)")) }
    let other = try JSONValue(parsing: shell.run("fledge evaluate run --positive no --json").output)
    #expect(abs(try #require(other["positive"]?["roc_area"]?.numberValue) - area) < 1e-12)
    try shell.expectRefusal("evaluate run --positive maybe", status: 2, saying: "--positive", "no, yes", "maybe")
    try shell.expectRefusal("evaluate run --page ''", status: 2, saying: "--page")
    try shell.expectRefusal("evaluate run --page b.csv", status: 2, saying: "--page", "b.csv")
    try shell.write("a,b,kind\n1,2,yes\n3,4,yes\n", to: "one.csv")
    let one = try shell.run("fledge evaluate run --data one.csv --page one-page")
    #expect(one.status == 0 && one.output.contains("undefined, the rows have 2 positive and 0 other"))
  }

  @Test func `real values have residuals on their page`() throws {
    let shell = try Shell()
    let rows = (0..<80).map { "\($0 % 13),\(2 * ($0 % 13) + 1).5\n" }.joined()
    try shell.write("a,y\n" + rows, to: "a.csv")
    let train = "train --dataset csv --data a.csv --label y --task regression --validation 20"
    #expect(try shell.run("fledge \(train) \(quick) --output run").status == 0)
    let found = try JSONValue(
      parsing: shell.run("fledge evaluate run --part validation --page page --json --quiet").output)
    #expect(found["rmse"]?.numberValue != nil && found["r2"]?.numberValue != nil && found["positive"] == nil)
    #expect(try shell.run("wc -l < page/residuals.csv").output.trimmingCharacters(in: .whitespaces) == "21\n")
    try shell.expectRefusal("evaluate run --part validation --positive a", status: 2, saying: "--positive")
  }

  @Test func `a training that went wrong is warned about, and strict keeps the run`() throws {
    let shell = try Shell()
    // Labels that no feature tells of, and a rate that learns nothing.
    let rows = (0..<120).map { "\($0 * 37 % 100),\($0 * 7919 % 13 % 2)\n" }.joined()
    try shell.write("a,kind\n" + rows, to: "a.csv")
    let train = "train --dataset csv --data a.csv --label kind --layers 4 --threads 1 --quiet"
    let still = try shell.run("fledge \(train) --learning-rate 1e-9 --epochs 4 --json --output still")
    #expect(still.status == 0 && still.errors.contains("warning: the training loss does not fall"))
    #expect(try JSONValue(parsing: still.output)["warnings"]?.arrayValue?.count == 1)
    #expect(try shell.run("fledge train --resume still --json").output == still.output)
    let strict = try shell.run("fledge \(train) --learning-rate 1e-9 --epochs 4 --strict --output strict")
    #expect(strict.status == 65 && strict.errors.contains("kept in strict"))
    #expect(strict.errorLines.count == 1)
    #expect(try shell.run("fledge evaluate strict --part training").status == 0)
    let wild = try shell.run(
      "fledge \(train) --optimizer sgd --learning-rate 100 --epochs 4 --output wild")
    #expect(wild.errors.contains("edge of divergence") && wild.errors.contains("--clip-norm"))
    #expect(wild.errors.contains("dead units: ReLU is 0 on all"))
    let noisy = (0..<120).map { row in
      let values = (0..<4).map {
        Double(RandomKey(seed: 3, stream: .data).bits(UInt64(4 * row + $0)) >> 11) / 0x1p52 - 1
      }
      return "\(values[0]),\(values[1]),\(values[2]),\(values[0] + 1.5 * values[3] > 0 ? 1 : 0)\n"
    }
    try shell.write("a,b,c,kind\n" + noisy.joined(), to: "noisy.csv")
    let hard =
      "train --dataset csv --data noisy.csv --label kind --layers 64 --learning-rate 0.01 --epochs 150 --batch-size 16 "
      + "--validation 40 --threads 1 --quiet"
    let long = try shell.run("fledge \(hard) --output long")
    #expect(long.errors.contains("overfitting since epoch"), "\(long.errors)")
    #expect(try !shell.run("fledge \(hard) --patience 3 --output patient").errors.contains("overfitting"))
  }

  @Test func `an autoencoder of a table needs no label, and predicts and measures without one`() throws {
    let shell = try Shell()
    let rows = (0..<60).map { "\($0),\(2 * $0),\($0 % 7)\n" }.joined()
    try shell.write("a,b,c\n" + rows, to: "a.csv")
    let train = "train --dataset csv --data a.csv --autoencoder 4,2 --epochs 3 --threads 1 --quiet"
    let outcome = try shell.run("fledge \(train) --test a.csv --output run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("learns all 3 columns"))
    #expect(
      try shell.run("grep output_activation run/config.yaml || grep output-activation run/config.yaml").output.contains(
        "none"))
    for command in ["evaluate run", "evaluate run --data a.csv", "predict run a.csv", "latent run --quiet"] {
      let outcome = try shell.run("fledge \(command)")
      #expect(outcome.status == 0, "\(command): \(outcome.errors)")
    }
    try shell.expectRefusal(
      "train --dataset csv --data a.csv --layers 2 --epochs 1", status: 65, saying: "--label", "label, class, target, y"
    )
  }

  @Test func `a study compares and halves by R² and MAE`() throws {
    let shell = try Shell()
    let rows = (0..<80).map { "\($0 % 13),\(2 * ($0 % 13) + 1).5\n" }.joined()
    try shell.write("a,y\n" + rows, to: "a.csv")
    let train = "train: {dataset: csv, data: a.csv, label: y, task: regression, test: a.csv, batch-size: 8}"
    try shell.write(
      "study: s\n\(train)\ngrid: {learning-rate: [0.000001, 0.01]}\nseeds: 2\ncompare: r2\n"
        + "halving: {rungs: [1, 4], keep: 0.5, metric: validation_mae}\n", to: "s.yaml")
    let outcome = try shell.run("fledge study run s.yaml --store s.db --workers 1 --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let first = try JSONValue(
      parsing: shell.run("fledge study show 's/rung 1' --metric mae --store s.db --json").output)
    let shown = try shell.run("fledge study show s --metric r2 --store s.db")
    #expect(shown.status == 0 && shown.output.contains("Test R²"), "\(shown.errors)")
    // The lower error goes on.
    #expect(!shown.output.contains("0.000001") && !shown.output.contains("1e-06"), "\(shown.output)")
    #expect(first["metric"] != nil || !first.text().isEmpty)
    try shell.write("study: t\ntrain: {dataset: moons, epochs: 1}\ncompare: r2\n", to: "t.yaml")
    let refused = try shell.run("fledge study run t.yaml --store t.db")
    #expect(refused.status == 2 && refused.errors.contains("test_r2") && refused.errors.contains("--task regression"))
  }
}
