import FledgeCharts

extension ChartCatalogue {
  static var boxPlot: BoxPlot {
    var noise = ExampleNoise(seed: 7)
    let groups = zip([8, 16, 32, 64, 128, 256], [96.9, 97.2, 97.4, 97.5, 97.45, 97.3]).map { size, center in
      ValueGroup("\(size)", (0..<15).map { _ in center + noise.next() * (size < 32 ? 0.25 : 0.1) })
    }
    return BoxPlot(
      title: "Test accuracy by batch size, 15 runs each", groupLabel: "Batch size",
      y: ChartAxis("Test accuracy", unit: "%"), groups: groups)
  }

  static var bars: BarChart {
    BarChart(
      title: "Training images per class", categoryLabel: "Digit", y: ChartAxis("Images"), categories: digits,
      series: [BarSeries("images", [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])], showsValues: true)
  }

  static var groupedBars: BarChart {
    var noise = ExampleNoise(seed: 8)
    let error = { (center: Double) in Self.digits.map { _ in center + 0.0008 * noise.next() } }
    let (train, test) = (error(0.0045), error(0.0055))
    return BarChart(
      title: "Mean reconstruction error per digit, ± σ over images", categoryLabel: "Digit",
      y: ChartAxis("Mean squared error"), categories: digits,
      series: [
        BarSeries("training", train, lower: train.map { $0 - 0.0015 }, upper: train.map { $0 + 0.0015 }),
        BarSeries("test", test, lower: test.map { $0 - 0.002 }, upper: test.map { $0 + 0.002 }),
      ])
  }

  static var histogram: Histogram {
    var noise = ExampleNoise(seed: 9)
    let plain = (0..<4000).map { _ in 0.08 * noise.next() }
    let penalised = (0..<4000).map { _ in 0.05 * noise.next() * noise.next() }
    let edges = Histogram.edges(covering: plain + penalised, bins: 40)
    return Histogram(
      title: "First-layer weights under each penalty", x: ChartAxis("Weight"), edges: edges,
      series: [
        HistogramSeries("no penalty", values: plain, edges: edges),
        HistogramSeries("L1", values: penalised, edges: edges),
      ], measure: .share)
  }

  static var heatmap: Heatmap {
    let sizes = [4, 8, 16, 32, 64]
    return Heatmap(
      title: "Test reconstruction error by latent size and depth", columnLabel: "Latent size", rowLabel: "Depth",
      columns: sizes.map { String($0) }, rows: (1...5).map { String($0) },
      values: (1...5).map { depth in
        sizes.map { 0.05 / Double($0).squareRoot() + 0.004 * Double((depth - 4) * (depth - 4)) / 4 }
      }, valueLabel: "Mean squared error")
  }

  static var confusionMatrix: ConfusionMatrixChart {
    var noise = ExampleNoise(seed: 10)
    let counts = (0..<10).map { actual in
      (0..<10).map { predicted in
        if actual == predicted { return 960 + Int(12 * noise.next()) }
        let isNear = [4, 9] == [min(actual, predicted), max(actual, predicted)]
        return max(0, Int((isNear ? 24 : 3) + 4 * noise.next()))
      }
    }
    return ConfusionMatrixChart(title: "Confusion matrix on the test set", classes: digits, counts: counts)
  }

  static var publishedAndOurs: IntervalChart {
    IntervalChart(
      title: "Test accuracy, published and ours", x: ChartAxis("Test accuracy", unit: "%"),
      rows: [
        IntervalRow("softmax regression", published: 92.51, value: 92.38, lower: 92.2, upper: 92.6, note: "reproduced"),
        IntervalRow("momentum", published: 97.45, value: 97.52, lower: 97.4, upper: 97.66, note: "reproduced"),
        IntervalRow("L1, λ 0.01", published: 95.18, value: 89.6, lower: 88.9, upper: 90.2, note: "differs"),
        IntervalRow("sigmoid", published: 97.43, value: 97.3, lower: 97.1, upper: 97.5, note: "reproduced"),
        IntervalRow("denoised, σ 0.6", value: 94.1, lower: 93.6, upper: 94.5, note: "no number given"),
      ])
  }

  static let digits = (0..<10).map { String($0) }
}
