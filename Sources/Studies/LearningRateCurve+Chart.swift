public import FledgeCharts
public import FledgeModels
public import FledgeTraining
import Foundation

extension Experiment {
  /// Sweeps the learning rate; the training that follows is not affected.
  ///
  /// - Throws: `TrainingError.invalidOption`.
  public func findLearningRate(_ finder: LearningRateFinder = LearningRateFinder()) throws -> LearningRateCurve {
    try finder.sweep(trainer)
  }
}

extension LearningRateCurve {
  /// The suggested rate with three significant digits.
  public var suggestionText: String? {
    suggestion.map { String(Double(String(format: "%.2e", $0)) ?? $0) }
  }

  /// The smoothed loss against the learning rate, with the loss of every step behind it.
  public var chart: LineChart {
    let suggested = suggestionText.map { "; it falls fastest at \($0)" } ?? ""
    // Single losses explode at the end of the sweep, so the range follows the smoothed loss.
    let smoothed = points.map(\.smoothedLoss).filter(\.isFinite)
    let range = smoothed.max().map { min(0, smoothed.min() ?? 0)...max($0 * 1.1, .leastNormalMagnitude) }
    return LineChart(
      title: "Loss while the learning rate rises\(suggested)", x: ChartAxis("Learning rate", scale: .logarithmic),
      y: ChartAxis("Training loss, smoothed", range: range),
      series: [
        LineSeries("", x: points.map(\.rate), y: points.map(\.smoothedLoss), traces: [points.map(\.loss)])
      ], showsTraces: true)
  }
}
