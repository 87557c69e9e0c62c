import FledgeCharts
import FledgePages
import FledgeTraining

extension RunPage {
  /// Loss and accuracy over the epochs.
  func curveSection(_ history: History) -> PageSection {
    let losses = series(
      history,
      [
        ("training, as it learned", { $0.runningTrainingLoss }), ("training", \.trainingLoss),
        ("validation", \.validationLoss),
      ])
    let accuracies = series(
      history,
      [
        ("training, as it learned", \.runningTrainingAccuracy), ("training", \.trainingAccuracy),
        ("validation", \.validationAccuracy),
      ])
    let epochs = ChartAxis("Epoch")
    let lowest = losses.flatMap(\.y).filter(\.isFinite).min() ?? 0
    let highest = losses.flatMap(\.y).filter(\.isFinite).max() ?? 0
    // Losses that fall by powers of ten are read on a logarithmic axis.
    let isWide = lowest > 0 && highest > 20 * lowest
    var charts: [any Chart] = [
      LineChart(title: "Loss", x: epochs, y: ChartAxis("Loss", scale: isWide ? .logarithmic : .linear), series: losses)
    ]
    if !accuracies.isEmpty {
      charts.append(
        LineChart(title: "Accuracy", x: epochs, y: ChartAxis("Accuracy", format: .percent), series: accuracies))
    }
    let kept = history.bestEpoch > 0 ? " The weights are those of epoch \(history.bestEpoch)." : ""
    return PageSection("Curves") {
      Figure("curves", number: nil, caption: "What was measured after each epoch.\(kept)", charts: charts)
    }
  }

  private func series(
    _ history: History, _ quantities: [(name: String, read: (EpochRecord) -> Double?)]
  ) -> [LineSeries] {
    quantities.compactMap { name, read in
      let values = history.epochs.map { read($0) ?? .nan }
      guard values.contains(where: \.isFinite) else { return nil }
      return LineSeries(name, x: history.epochs.map { Double($0.epoch) }, y: values)
    }
  }
}
