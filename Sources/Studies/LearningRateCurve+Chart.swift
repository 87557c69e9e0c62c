public import FledgeCharts
public import FledgeExperiments
public import FledgeTraining

extension Experiment {
  /// Looks for a good learning rate without a trace on the training that follows.
  ///
  /// - Throws: `TrainingError.invalidOption`.
  public func findLearningRate(_ finder: LearningRateFinder = LearningRateFinder()) throws -> LearningRateCurve {
    try finder.sweep(trainer)
  }
}

extension LearningRateCurve {
  /// The smoothed loss against the rate, the loss of every single step behind it.
  public var chart: LineChart {
    let suggested = suggestion.map { "; it falls fastest at \(Float($0))" } ?? ""
    return LineChart(
      title: "Loss while the learning rate rises\(suggested)", x: Axis("Learning rate", scale: .logarithmic),
      y: Axis("Training loss, smoothed"),
      series: [
        LineSeries("", x: points.map(\.rate), y: points.map(\.smoothedLoss), traces: [points.map(\.loss)])
      ], showsTraces: true)
  }
}
