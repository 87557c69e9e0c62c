import FledgeCharts

extension ChartCatalogue {
  /// Curves that fall like losses: start·(1/(1 + epoch·rate)) + floor, with noise for each run.
  static func losses(_ name: String, floor: Double, rate: Double, seed: UInt64, epochs: Int = 50) -> LineSeries {
    var noise = ExampleNoise(seed: seed)
    let x = (1...epochs).map(Double.init)
    let runs = (0..<9).map { _ in
      let offset = 0.15 * noise.next()
      return x.map { floor + (1 + offset) * 0.6 / (1 + $0 * rate) + 0.008 * noise.next() }
    }
    let sorted = x.indices.map { epoch in runs.map { $0[epoch] }.sorted() }
    return LineSeries(
      name, x: x, y: sorted.map { $0[4] }, lower: sorted.map { $0[2] }, upper: sorted.map { $0[6] }, traces: runs)
  }

  static var linesWithBands: LineChart {
    LineChart(
      title: "Validation loss by activation, median and quartiles over 9 runs", x: ChartAxis("Epoch", format: .integer),
      y: ChartAxis("Validation loss"),
      series: [
        losses("ReLU", floor: 0.08, rate: 0.9, seed: 1), losses("tanh", floor: 0.1, rate: 0.6, seed: 2),
        losses("sigmoid", floor: 0.16, rate: 0.25, seed: 3),
      ])
  }

  static var linesWithTraces: LineChart {
    LineChart(
      title: "Training loss of every run", x: ChartAxis("Epoch", format: .integer),
      y: ChartAxis("Loss", scale: .logarithmic),
      series: [
        losses("Adam", floor: 0.004, rate: 2, seed: 4), losses("SGD", floor: 0.05, rate: 0.5, seed: 5),
      ], showsTraces: true)
  }

  static var linesWithErrorBars: LineChart {
    let sigma = stride(from: 0.0, through: 1, by: 0.1).map { ($0 * 10).rounded() / 10 }
    let curve = { (name: String, fall: Double) in
      let y = sigma.map { 0.97 - fall * $0 * $0 }
      return LineSeries(
        name, x: sigma, y: y, lower: zip(y, sigma).map { $0 - 0.01 - 0.03 * $1 },
        upper: zip(y, sigma).map { min(1, $0 + 0.01 + 0.02 * $1) })
    }
    return LineChart(
      title: "Accuracy on denoised images", x: ChartAxis("Noise σ"), y: ChartAxis("Test accuracy", format: .percent),
      series: [curve("classifier", 0.35), curve("5 nearest neighbours", 0.22), curve("noisy images", 0.6)],
      intervals: .bars)
  }

  static var learningRateCurve: LineChart {
    var noise = ExampleNoise(seed: 6)
    var rate = 1e-6
    var rates: [Double] = []
    var values: [Double] = []
    for step in 0..<120 {
      rates.append(rate)
      let share = Double(step) / 119
      values.append(2.3 - 2.1 * share * share + (share > 0.85 ? 60 * (share - 0.85) : 0) + 0.03 * noise.next())
      rate *= 1.13
    }
    return LineChart(
      title: "Learning-rate finder", x: ChartAxis("Learning rate", scale: .logarithmic), y: ChartAxis("Loss, smoothed"),
      series: [LineSeries("", x: rates, y: values)])
  }

  static var smallMultiples: ChartGrid {
    let charts = zip(["Adam", "Momentum", "SGD"], [1.5, 0.7, 0.3]).enumerated().map { index, setting in
      LineChart(
        title: setting.0, x: ChartAxis("Epoch", format: .integer), y: ChartAxis("Loss"),
        series: [
          losses("training", floor: 0.02, rate: setting.1, seed: UInt64(20 + index)),
          losses("validation", floor: 0.09, rate: setting.1, seed: UInt64(30 + index)),
        ])
    }
    return ChartGrid(
      title: "Loss by optimizer, median and quartiles over 9 runs", charts: charts, columns: 3, sharesX: true,
      sharesY: true)
  }
}
