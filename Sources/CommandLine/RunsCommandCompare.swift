import ArgumentParser
import Fledge
import FledgeCharts
import FledgeRunStore
import FledgeStudies
import Foundation

extension RunsCommand {
  /// `fledge runs compare`.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare runs: the settings that differ, the results, the curves.")

    @Argument(help: "The numbers of two or more runs.")
    var runs: [Int64]
    @Option(help: "The metric whose curves are laid over each other.")
    var curve = "validation_loss"
    @Option(name: .customLong("charts"), help: "A folder for the curves, as SVG and CSV.")
    var chartFolder: String?
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func validate() throws {
      try checkFolderName(chartFolder, of: "--charts")
      guard runs.count >= 2 else {
        throw ValidationError("expected the numbers of two or more runs, found \(runs.count)")
      }
    }

    func run() throws {
      let store = try store.existing()
      var found: [FledgeRunStore.Run] = []
      for id in runs { found.append(try store.run(id)) }
      let comparison = try RunComparison(found)
      let curves = try store.curves(of: runs, names: [curve]).filter { $0.axis == .epoch }
      if curves.isEmpty, chartFolder != nil || output.json {
        let known = Set(try store.curves(of: runs, names: nil).map(\.name)).sorted()
        throw StudyError.unknownMetric(curve, nearest: suggestion(to: curve, among: known), known: known)
      }

      var rows = [[""] + found.map { "run \($0.id)" }]
      for setting in comparison.differing { rows.append([setting.path] + setting.values.map { $0 ?? "–" }) }
      for name in RunText.metricNames(found) {
        rows.append([name] + found.map { $0.metrics[name].map { RunText.value($0, name) } ?? "–" })
      }
      let console = Console(output)
      console.say(TextTable.aligned(rows))
      if let chartFolder {
        let path = "\(chartFolder)/runs-\(runs.map(String.init).joined(separator: "-"))-\(curve)"
        try overlay(curves).write(to: path)
        console.say("\nThe curves are in \(path).svg and .csv.")
      }
      if output.json { console.give(.object(json(found, comparison, curves))) }
    }

    private func overlay(_ curves: [Curve]) -> LineChart {
      let metric = StudyMetrics.metric(curve)
      return LineChart(
        title: "\(metric.title) of runs \(runs.map(String.init).joined(separator: ", "))",
        x: ChartAxis("Epoch", format: .integer),
        y: ChartAxis(metric.title, format: metric.unit == .fraction ? .percent : .automatic),
        series: curves.map { LineSeries("run \($0.run)", x: $0.positions.map(Double.init), y: $0.values) })
    }

    private func json(_ found: [FledgeRunStore.Run], _ comparison: RunComparison, _ curves: [Curve]) -> JSONObject {
      var differing = JSONObject()
      for setting in comparison.differing {
        differing[setting.path] = .array(setting.values.map { $0.map { .string($0) } ?? .null })
      }
      return [
        "runs": .array(found.map { .object(RunText.json($0)) }), "differing": .object(differing),
        "curves": .array(
          curves.map {
            [
              "run": .integer(Int($0.run)), "metric": .string($0.name),
              "epochs": .array($0.positions.map { .integer($0) }), "values": .array($0.values.map { .number($0) }),
            ]
          }),
      ]
    }
  }
}
