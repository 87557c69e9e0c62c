package import FledgeCharts
import FledgeMetrics

/// What is left of examples under noise of one strength: errors and accuracies, each over the runs of a denoiser.
package struct NoiseMeasurement: Sendable, Equatable {
  /// σ.
  package let standardDeviation: Double
  // Mean squared errors against the clean examples.
  package var noisyErrors: [Double] = []
  package var denoisedErrors: [Double] = []
  package var componentErrors: [Double] = []
  // Shares of test examples that the classifier gets right.
  package var noisyAccuracies: [Double] = []
  package var denoisedAccuracies: [Double] = []
  package var componentAccuracies: [Double] = []
  /// Shares that five neighbours among the codes of clean training examples get right.
  package var neighborAccuracies: [Double] = []

  package init(standardDeviation: Double) { self.standardDeviation = standardDeviation }
}

/// Errors and accuracies against the strength of noise, medians over runs with quartiles.
package enum NoiseCurves {
  /// Shares of right answers.
  package static func accuracies(_ title: String, _ measured: [NoiseMeasurement]) -> LineChart {
    chart(
      title, ChartAxis("Accuracy", format: .percent),
      [
        series("classifier, denoised", measured, \.denoisedAccuracies),
        series("classifier, noisy", measured, \.noisyAccuracies),
        series("classifier, principal components", measured, \.componentAccuracies),
        series("neighbours of the code", measured, \.neighborAccuracies),
      ])
  }

  /// Mean squared errors against the clean examples.
  package static func errors(_ title: String, _ measured: [NoiseMeasurement]) -> LineChart {
    chart(
      title, ChartAxis("Mean squared error", scale: .logarithmic),
      [
        series("denoised", measured, \.denoisedErrors),
        series("noisy", measured.filter { $0.standardDeviation > 0 }, \.noisyErrors),
        series("principal components", measured, \.componentErrors),
      ])
  }

  private static func series(
    _ name: String, _ measured: [NoiseMeasurement], _ values: (NoiseMeasurement) -> [Double]
  ) -> LineSeries {
    let spreads = measured.map { try? SeedValues(values($0).filter(\.isFinite)) }
    let hasBand = measured.contains { values($0).count > 1 }
    return LineSeries(
      name, x: measured.map(\.standardDeviation), y: spreads.map { $0?.median ?? .nan },
      lower: hasBand ? spreads.map { $0?.lowerQuartile ?? .nan } : [],
      upper: hasBand ? spreads.map { $0?.upperQuartile ?? .nan } : [])
  }

  private static func chart(_ title: String, _ y: ChartAxis, _ series: [LineSeries]) -> LineChart {
    LineChart(title: title, x: ChartAxis("Noise σ"), y: y, series: series)
  }
}
