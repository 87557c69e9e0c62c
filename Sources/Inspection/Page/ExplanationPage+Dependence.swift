import FledgeCharts
import FledgeMetrics
import FledgePages

// How the prediction changes with a column.
extension ExplanationPage {
  /// How many classes are drawn: those whose predictions change most.
  private static let mostOutputs = 6

  var dependenceSection: PageSection {
    let first = found.dependence[0]
    let drawn = outputs(first).count
    let cut =
      drawn < found.outputNames.count && found.outputNames.count > 2
      ? " Drawn are the \(drawn) classes that change most, the files have all." : ""
    let two = found.outputNames.count == 2 ? " The other class has the rest." : ""
    let band = found.runs.count > 1 ? " The band is the 95 % interval over the runs." : ""
    return PageSection("Partial dependence") {
      Prose(
        """
        The mean \(found.areProbabilities ? "probability" : "prediction") over all rows when one column is set to a value \
        and the others stay as they are, over the range of the training rows.\(band)\(two)\(cut) Where columns go together, \
        this shows the network rows that do not occur.
        """)
      Figure(
        "dependence", number: nil,
        caption:
          "The \(found.dependence.count == 1 ? "most important column" : "\(found.dependence.count) most important columns").",
        charts: found.dependence.map(chart))
    }
  }

  private var axisLabel: String {
    if found.outputNames.count == 2, found.areProbabilities { return "Mean probability of \(found.outputNames[1])" }
    if found.outputNames.count > 1 { return found.areProbabilities ? "Mean probability" : "Mean score" }
    return "Mean \(found.outputNames[0])"
  }

  /// The outputs that are drawn: of two classes the second alone.
  private func outputs(_ dependence: PartialDependence) -> [Int] {
    let all = Array(found.outputNames.indices)
    if all.count == 2, found.areProbabilities { return [1] }
    guard all.count > Self.mostOutputs else { return all }
    let spread = dependence.means.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    return all.sorted { spread[$0] == spread[$1] ? $0 < $1 : spread[$0] > spread[$1] }.prefix(Self.mostOutputs).sorted()
  }

  private func chart(_ dependence: PartialDependence) -> any Chart {
    let drawn = outputs(dependence)
    let y = ChartAxis(axisLabel, format: found.areProbabilities ? .percent : .automatic, range: commonRange)
    func ends(_ output: Int) -> (lower: [Double], upper: [Double]) {
      let intervals = dependence.intervals?[output] ?? []
      return (intervals.map(\.lower), intervals.map(\.upper))
    }
    let isSingle = drawn.count == 1
    if let categories = dependence.column.categories {
      return BarChart(
        title: dependence.column.name, categoryLabel: dependence.column.name, y: y, categories: categories,
        series: drawn.map { output in
          BarSeries(
            found.outputNames[output], dependence.means[output], lower: ends(output).lower, upper: ends(output).upper)
        })
    }
    return LineChart(
      title: dependence.column.name, x: ChartAxis(dependence.column.name), y: y,
      series: drawn.map { output in
        LineSeries(
          isSingle ? "" : found.outputNames[output], x: dependence.grid, y: dependence.means[output],
          lower: ends(output).lower, upper: ends(output).upper)
      })
  }

  /// One range for all charts, so that a flat column looks flat.
  private var commonRange: ClosedRange<Double>? {
    if found.areProbabilities { return 0...1 }
    let values = found.dependence.flatMap { dependence in
      outputs(dependence).flatMap { output in
        dependence.means[output] + (dependence.intervals?[output].flatMap { [$0.lower, $0.upper] } ?? [])
      }
    }
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    let margin = (high - low) * 0.05
    return low - margin...high + margin
  }
}
