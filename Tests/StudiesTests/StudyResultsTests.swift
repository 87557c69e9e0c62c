import FledgeCharts
import FledgeFormats
import FledgeMetrics
import FledgeModels
import FledgeRunStore
import FledgeStudies
import Foundation
import TestSupport
import Testing

@Suite struct StudyResultsTests {
  /// A study with planted results: three variants, six seeds.
  func store(_ accuracy: (Int, Int) -> Double, baseline: Int? = nil, seeds: Int = 6) throws -> InMemoryRunStore {
    let store = InMemoryRunStore()
    let rates = [0.1, 0.2, 0.3]
    let plan = StudyPlan(
      name: "rates", variants: rates.map { rate in StudyPlan.Variant(tinySettings { $0.learningRate = rate }) },
      seeds: (0..<seeds).map { UInt64($0) }, baseline: baseline)
    let study = try store.createStudy(plan.definition)
    let worker = Worker(
      host: "here", process: 1, toolVersion: "1", processor: "none", instructionSet: "portable", threads: 1)
    while let lease = try store.leaseNextRun(study: study.id, worker: worker) {
      let (seed, setting) = lease.cell.index.quotientAndRemainder(dividingBy: 3)
      let value = accuracy(setting, seed)
      let curve = (1...3).map { MetricValue("validation_loss", epoch: $0, value / Double($0)) }
      _ = try store.record(curve, run: lease.run)
      _ = try store.finish(run: lease.run, result: RunResult(metrics: ["test_accuracy": value, "epochs": 3]))
    }
    return store
  }

  /// Six seeds of three settings: the second 10 points below the first, the third like the first.
  private func planted(baseline: Int? = nil) throws -> StudyResults {
    let noise = [[0.001, 0.003, -0.002, 0, -0.001, 0.002], [0, 0.001, 0.002, -0.001, 0.001, -0.003]]
    return try StudyResults(
      named: "rates",
      in: store(
        { setting, seed in
          (setting == 1 ? 0.5 : 0.6) + 0.01 * Double(seed) + (setting == 0 ? 0 : noise[setting - 1][seed])
        }, baseline: baseline))
  }

  @Test func `tests tell a different setting apart, and letters show which are alike`() throws {
    let results = try planted()
    let comparisons = results.comparisons()
    #expect(comparisons.map { [$0.firstName, $0.secondName] } == [["0.1", "0.2"], ["0.1", "0.3"], ["0.2", "0.3"]])
    #expect(comparisons.map { ($0.difference * 100).rounded() } == [10, 0, -10])
    #expect(comparisons.map(\.verdict) == [.firstAbove, .indistinguishable, .firstBelow])
    #expect(comparisons.allSatisfy { $0.design == .paired && $0.familySize == 3 })
    #expect(results.json["same"]?.arrayValue?.map(\.stringValue) == ["a", "b", "a"])
    let text = results.text
    #expect(text.contains("same\n") && text.contains("Variants that share a letter show no difference"))
    #expect(!text.contains("0.1 is above 0.2"))
  }

  @Test func `equal differences have no spread, and no pair of them has a verdict that needs one`() throws {
    let results = try StudyResults(
      named: "rates", in: store { setting, seed in (setting == 1 ? 0.5 : 0.6) + 0.01 * Double(seed) })
    #expect(results.comparisons().map(\.verdict) == [.noSpread, .indistinguishable, .noSpread])
    #expect(results.text.contains("for each of 6 seeds: without a spread there is no test"))
  }

  @Test func `a baseline is compared with all others, and with nothing else`() throws {
    let results = try planted(baseline: 1)
    let comparisons = results.comparisons()
    #expect(comparisons.map { [$0.firstName, $0.secondName] } == [["0.1", "0.2"], ["0.3", "0.2"]])
    #expect(comparisons.map(\.verdict) == [.firstAbove, .firstAbove])
    #expect(comparisons.map(\.familySize) == [2, 2] && results.json["same"] == nil)
    #expect(results.text.contains("0.1 is above 0.2 by"))
  }

  @Test func `one seed, two seeds, no finished run and a seed that diverged are said`() throws {
    func results(seeds: Int, _ accuracy: (Int, Int) -> Double) throws -> StudyResults {
      try StudyResults(named: "rates", in: store(accuracy, seeds: seeds))
    }
    func lines(_ results: StudyResults) -> String { results.text.replacingOccurrences(of: "\n  ", with: " ") }
    let one = try results(seeds: 1) { setting, _ in 0.5 + 0.1 * Double(setting) }
    #expect(one.comparisons().isEmpty)
    #expect(lines(one).contains("No comparison: one seed each; one seed has no spread"))
    #expect(
      lines(one).contains(
        "need \(ComparisonPower(seeds: 1, comparisons: 3).seedsForTwoDeviations) seeds to find a difference of 2"))
    let two = try results(seeds: 2) { setting, seed in 0.5 + 0.1 * Double(setting) + 0.02 * Double(setting * seed) }
    #expect(two.comparisons().allSatisfy { $0.verdict == .indistinguishable })
    #expect(lines(two).contains("2 seeds find, in 3 comparisons together, a difference of"))
    let none = try results(seeds: 2) { _, _ in .nan }
    #expect(lines(none).contains("No comparison: no run has finished"))
    let diverged = try results(seeds: 6) { setting, seed in
      setting == 1 && seed == 3 ? .nan : 0.5 + 0.1 * Double(setting) + 0.002 * Double((seed * 7 + setting * 3) % 5)
    }
    #expect(lines(diverged).contains("0.2: seed 3 without a finite test_accuracy, left out"))
    #expect(diverged.comparisons().map(\.firstCount) == [5, 6, 5])
  }

  @Test func `each comparison has values, mean, sd, n and an interval of two numbers`() throws {
    let json = try #require(try planted().json["comparisons"]?.arrayValue?.first)
    #expect(json["values"]?.arrayValue?.count == 6 && json["n"]?.integerValue == 6)
    let (mean, sd) = (try #require(json["mean"]?.numberValue), try #require(json["sd"]?.numberValue))
    let ends = try #require(json["interval"]?.arrayValue).compactMap(\.numberValue)
    #expect(ends.count == 2 && ends[0] < mean && mean < ends[1] && sd > 0)
    #expect(json["verdict"]?.stringValue == "firstAbove" && json["family"]?.integerValue == 3)
  }

  @Test func `the object for other programs has a summary for every metric`() throws {
    let results = try StudyResults(
      named: "rates", in: store { setting, seed in 0.5 + 0.1 * Double(setting) + 0.01 * Double(seed) })
    let json = results.json
    let cells = try #require(json["cells"]?.arrayValue)
    #expect(cells.count == 3 && json["comparisons"]?.arrayValue?.count == 3)
    let metric = try #require(cells[0]["metrics"]?["test_accuracy"])
    #expect(abs((metric["median"]?.numberValue ?? 0) - 0.525) < 1e-12)
    #expect(abs((metric["lower_quartile"]?.numberValue ?? 0) - 0.5125) < 1e-12)
    #expect(abs((metric["upper_quartile"]?.numberValue ?? 0) - 0.5375) < 1e-12)
    #expect(metric["interquartile_mean_interval"]?["lower"]?.numberValue != nil)
    #expect(cells[2]["settings"]?["learning-rate"]?.numberValue == 0.3)
    #expect(cells[0]["seeds"]?.arrayValue == (0..<6).map { .integer($0) })
    #expect(cells[0]["metrics"]?["epochs"]?["median"]?.numberValue == 3)
    #expect(json["comparisons"]?.arrayValue?[0]["sentence"]?.stringValue?.contains("0.1 ") == true)
  }

  @Test func `charts have one box and one band for each setting, and their data beside them`() throws {
    try withTemporaryFolder { folder in
      let results = try StudyResults(
        named: "rates", in: store { setting, seed in 0.5 + 0.1 * Double(setting) + 0.01 * Double(seed) })
      #expect(results.boxPlot().groups.map(\.values.count) == [6, 6, 6])
      let curves = try results.curveChart("validation_loss")
      #expect(curves.series.map(\.x) == [[1, 2, 3], [1, 2, 3], [1, 2, 3]])
      #expect(abs(curves.series[0].y[0] - 0.525) < 1e-12 && abs(curves.series[0].upper[0] - 0.5375) < 1e-12)
      let files = try results.writeCharts(to: folder)
      #expect(
        files.map { $0.dropFirst(folder.count + 1) } == [
          "test_accuracy.svg", "test_accuracy.csv", "validation_loss-by-epoch.svg", "validation_loss-by-epoch.csv",
        ])
      #expect(try String(contentsOfFile: files[1], encoding: .utf8).split(separator: "\n").count == 19)
    }
  }

  @Test func `an unknown study is answered with the nearest name`() throws {
    let store = try store { _, _ in 0.5 }
    #expect(throws: StudyError.unknownStudy("rate", nearest: "rates")) { try StudyResults(named: "rate", in: store) }
  }
}
