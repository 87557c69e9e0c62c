import FledgeCharts
import FledgeMetrics

/// The charts of a calibration.
enum CalibrationCharts {
  /// Accuracy against confidence, one point for each bin that holds examples.
  static func curve(_ bins: [CalibrationBin]) -> LineChart {
    LineChart(
      title: "Calibration", x: ChartAxis("Mean confidence of the bin", format: .percent, range: 0...1),
      y: ChartAxis("Accuracy", format: .percent, range: 0...1),
      series: [
        LineSeries("network", x: bins.map { $0.meanConfidence ?? 0 }, y: bins.map { $0.accuracy ?? 0 }),
        withoutMarkers(LineSeries("perfect", x: [0, 1], y: [0, 1])),
      ])
  }

  /// How many examples each bin holds.
  static func counts(_ bins: [CalibrationBin]) -> BarChart {
    BarChart(
      title: "Examples of each bin", categoryLabel: "Confidence up to", y: ChartAxis("Examples", format: .integer),
      categories: bins.map { NumberText.percent($0.upper, decimals: 0) },
      series: [BarSeries("examples", bins.map { Double($0.count) })])
  }
}
