import FledgeCharts
import FledgeMetrics
import FledgePages

// Real values.
extension EvaluationPage {
  /// The most points of a chart; more only take room.
  static let mostPoints = 3_000

  func errorSection(_ errors: RegressionScores) -> PageSection {
    PageSection("Errors") {
      Table(
        "errors", number: nil, caption: "In the unit of the target.",
        columns: ["mean absolute error", "root of the mean squared error", "R²"],
        rows: [
          [
            .text(NumberText.significant(errors.meanAbsoluteError, digits: 5)),
            .text(NumberText.significant(errors.rootMeanSquaredError, digits: 5)),
            errors.rSquared.map { .text(NumberText.fixed($0, decimals: 4)) } ?? "undefined: the targets are all equal",
          ]
        ])
      if !report.predicted.isEmpty {
        Figure(
          "residuals", number: nil,
          caption:
            "Left: predicted against actual, on the line where they are equal. Right: the residual (predicted minus "
            + "actual) against the prediction; a bend or a funnel is what the network has not learned."
            + (report.predicted.count > Self.mostPoints
              ? " Drawn are \(Self.mostPoints) of the examples, at equal steps." : ""),
          charts: [predictedChart, residualChart])
      }
    }
  }

  private var shown: [Int] {
    let count = report.predicted.count
    guard count > Self.mostPoints else { return Array(0..<count) }
    return (0..<Self.mostPoints).map { $0 * count / Self.mostPoints }
  }

  private var predictedChart: ScatterChart {
    let rows = shown
    let ends = [report.actual.min() ?? 0, report.actual.max() ?? 1]
    return ScatterChart(
      title: "Predicted and actual", x: ChartAxis("Actual"), y: ChartAxis("Predicted"),
      classes: [PointClass("examples", x: rows.map { report.actual[$0] }, y: rows.map { report.predicted[$0] })],
      lines: [withoutMarkers(LineSeries("equal", x: ends, y: ends))])
  }

  private var residualChart: ScatterChart {
    let rows = shown
    let residuals = report.residuals
    let ends = [report.predicted.min() ?? 0, report.predicted.max() ?? 1]
    return ScatterChart(
      title: "Residuals", x: ChartAxis("Predicted"), y: ChartAxis("Predicted − actual"),
      classes: [PointClass("examples", x: rows.map { report.predicted[$0] }, y: rows.map { residuals[$0] })],
      lines: [withoutMarkers(LineSeries("zero", x: ends, y: [0, 0]))])
  }
}
