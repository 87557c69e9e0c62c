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
  func store(_ accuracy: (Int, Int) -> Double, baseline: Int? = nil) throws -> InMemoryRunStore {
    let store = InMemoryRunStore()
    let rates = [0.1, 0.2, 0.3]
    let plan = StudyPlan(
      name: "rates", variants: rates.map { rate in StudyPlan.Variant(tinySettings { $0.learningRate = rate }) },
      seeds: Array(0..<6), baseline: baseline)
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

  @Test func `six seeds that all agree tell two settings apart, equal values do not`() throws {
    // The first is 10 points above the second for every seed and equal to the third: p = 2/2⁶ = 0.03125 for each pair
    // that differs, times three after Holm's correction.
    let results = try StudyResults(
      named: "rates", in: store { setting, seed in (setting == 1 ? 0.5 : 0.6) + 0.01 * Double(seed) })
    let comparisons = results.comparisons()
    #expect(comparisons.map { [$0.firstName, $0.secondName] } == [["0.1", "0.2"], ["0.1", "0.3"], ["0.2", "0.3"]])
    #expect(comparisons.map { ($0.difference * 100).rounded() } == [10, 0, -10])
    #expect(abs(comparisons[0].test.pValue - 0.03125) < 1e-12)
    #expect(abs((comparisons[0].adjustedPValue ?? 0) - 0.09375) < 1e-12)
    #expect(comparisons.allSatisfy { $0.design == .paired && $0.verdict == .indistinguishable })
  }

  @Test func `a baseline is compared with all others, and with nothing else`() throws {
    let results = try StudyResults(
      named: "rates", in: store({ setting, seed in 0.5 + 0.1 * Double(setting) + 0.01 * Double(seed) }, baseline: 1))
    let comparisons = results.comparisons()
    #expect(comparisons.map { [$0.firstName, $0.secondName] } == [["0.1", "0.2"], ["0.3", "0.2"]])
    #expect(comparisons.map { ($0.adjustedPValue ?? 0) } == [0.0625, 0.0625])
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
