import FledgeCharts
import FledgeModels
import FledgePages

extension Shi {
  /// Section 5: L2 and L1 under every reading.
  func penaltySection(_ penalties: StudyRuns) throws -> PageSection {
    let l2 = penalties[Configuration.l2[0].label]
    let l1 = penalties[Configuration.l1[0].label]
    return try PageSection("Regularization", from: "section 5") {
      Prose(
        """
        λ = 0.01 is added to the mean gradient of every step as the formulas say. Beside it stand λ divided by the \
        batch size, half of λ for L1 (the left side of its formula), and three quantities that may \
        have been watched for the stop: the validation loss alone, with the penalty, or, where λ is divided, with the \
        undivided penalty. Runs go on until three rises \
        in a row have ended them by both.
        """)
      Figure(
        "fig3", number: "Figure 3", caption: "L2 with λ = 0.01 as stated: \(runs(l2)).",
        reported: "stops at epoch 5 with a test accuracy of 95.79 % and a test loss of 0.155",
        charts: curves(l2, stop: "5", accuracy: "95.79 %", loss: "0.155") + [
          try penaltyChart("Validation loss and penalty", l2)
        ])
      Figure(
        "added.fig3-l1", number: nil, caption: "L1 with λ = 0.01 as stated: \(runs(l1)).",
        charts: curves(l1, accuracy: "95.18 %", loss: "0.1649") + [try penaltyChart("Validation loss and penalty", l1)])
      try readings(
        "l2", "L2, every reading of λ and of the stop", ["accuracy": "95.79 %", "loss": "0.155", "epoch": "5"],
        Configuration.l2, penalties, [\.testAccuracy, \.testLoss, \.epochs])
      try readings(
        "l1", "L1, every reading of λ and of the stop", ["accuracy": "95.18 %", "loss": "0.1649"], Configuration.l1,
        penalties, [\.testAccuracy, \.testLoss])
      Prose(try undividedStopWords(penalties))
      try weightsTable(penalties)
      try weightsFigure(penalties)
      try confusion("l2", "L2", l2)
      try confusion("l1", "L1", l1)
    }
  }

  private func penaltyChart(_ title: String, _ runs: [ReportRun]) throws -> LineChart {
    try Curves.chart(
      title, ChartAxis("Loss", scale: .logarithmic),
      [
        Curves.series("validation loss", runs, measurement: StopQuantity.loss.key),
        Curves.series("validation loss plus penalty", runs, measurement: StopQuantity.penalized.key),
      ])
  }

  private static let numberNames = [
    "accuracy": "test accuracy", "loss": "test loss", "epoch": "epoch of the stop",
  ]

  /// λ × quantity × rule; the numbers themselves are items of the results.
  private func readings(
    _ id: String, _ name: String, _ published: KeyValuePairs<String, Published>,
    _ ways: [Configuration.PenaltyReading], _ penalties: StudyRuns, _ values: [(StopReading) -> Double]
  ) throws -> Readings {
    try Readings(
      "readings." + id, name,
      published.map { key, number in
        ReadingNumber(key, Self.numberNames[key] ?? key, published: number, item: "results.\(id).\(key)")
      }, numbersAreElsewhere: true,
      ways.flatMap { way in
        try StopQuantity.allCases.flatMap { quantity in
          try StopRule.all.map { rule in
            Reading(
              "\(way.id).\(quantity == .loss ? "loss" : "penalized").\(rule.id)",
              "\(way.label): \(rule.shortName), \(quantity == .loss ? "loss" : "loss + penalty")",
              ours: try values.map { value in
                .seeds(try penalties[way.label].map { value(try $0.stopped(by: rule, on: quantity)) })
              }, source: rule.id == StopRule.rises.id ? way.source : nil)
          }
        } + (try undividedStop(way, penalties, values))
      })
  }

  /// λ divided by the batch size in the gradient, but not in the penalty that the stop rule sees: read off the curves.
  private func undividedStop(
    _ way: Configuration.PenaltyReading, _ penalties: StudyRuns, _ values: [(StopReading) -> Double]
  ) throws -> [Reading] {
    guard way.id == "batch" else { return [] }
    return try [(true, "full", "best weights"), (false, "full-last", "last weights")].map { isBest, id, words in
      let stops = try penalties[way.label].map { try $0.stopped(onUndividedPenalty: isBest) }
      return Reading(
        "\(way.id).\(id).rises", "\(way.label): \(StopRule.rises.shortName), loss + 128 × penalty, \(words)",
        ours: values.map { value in .seeds(stops.map(value)) }, source: nil)
    }
  }

  /// What that reading gives for both penalties, beside the published rows.
  private func undividedStopWords(_ penalties: StudyRuns) throws -> String {
    let ways = [("L2", Configuration.l2[1], "95.79 % and 0.155"), ("L1", Configuration.l1[2], "95.18 % and 0.1649")]
    let parts = try ways.map { name, way, published in
      let stops = try penalties[way.label].map { try $0.stopped(onUndividedPenalty: false) }
      let (epochs, accuracy, loss) = (
        Spread(stops.map(\.epochs)).median, Spread(stops.map(\.testAccuracy)).median,
        Spread(stops.map(\.testLoss)).median
      )
      return "\(name) after \(NumberText.fixed(epochs, decimals: 0)) epochs with an accuracy of "
        + "\(NumberText.percent(accuracy, decimals: 2)) and a loss of \(NumberText.fixed(loss, decimals: 4)) (published "
        + "\(published))"
    }
    return """
      One more reading divides λ by the batch size in the gradient, while the stop watches the loss plus the undivided \
      penalty, and the last weights are kept. Medians: \(parts.joined(separator: "; ")). The text does not say so; it \
      is read off the curves of the same runs.
      """
  }

  private func weightsTable(_ penalties: StudyRuns) throws -> Table {
    Table(
      "added.near-zero", number: nil,
      caption: "The share of weights near zero at the best epoch, biases left out: medians over runs.",
      columns: ["Penalty", "|w| < 0.01", "|w| < 0.001", "|w| < 0.0001", "test accuracy"],
      rows: try penalties.labels.map { label in
        let runs = penalties[label]
        let shares = try WeightSurvey.thresholds.indices.map { index in
          TableCell.percent(Spread(try runs.map { try $0.share(nearZero: index) }).median, decimals: 1)
        }
        return [.text(label)] + shares
          + [.percent(Spread(try runs.map { try $0.stopped().testAccuracy }).median, decimals: 2)]
      })
  }

  private func weightsFigure(_ penalties: StudyRuns) throws -> Figure {
    let shown = [Configuration.noPenalty, Configuration.l2[0].label, Configuration.l1[0].label]
    let divided = [Configuration.noPenalty, Configuration.l2[1].label, Configuration.l1[2].label]
    func series(_ labels: [String], _ key: MeasurementKey) throws -> [HistogramSeries] {
      try labels.map { label in
        let counts = try penalties[label].filter { !$0.hasDiverged }.map { try $0.values(key) }
        let sums = (counts.first ?? []).indices.map { bin in counts.reduce(0) { $0 + $1[bin] } }
        return HistogramSeries(label, counts: sums)
      }
    }
    func magnitudes(_ title: String, _ labels: [String]) throws -> Histogram {
      try Histogram(
        title: title, x: ChartAxis("log₁₀|w|"), edges: WeightSurvey.magnitudeEdges,
        series: series(labels, Key.magnitudes),
        measure: .share)
    }
    func values(_ title: String, _ labels: [String]) throws -> Histogram {
      try Histogram(
        title: title, x: ChartAxis("w"), edges: WeightSurvey.valueEdges, series: series(labels, Key.weights),
        measure: .share)
    }
    return Figure(
      "added.weights", number: nil,
      caption: "Weights at the best epoch, all runs together. Weights beyond the axes stand in the outer bins, so the "
        + "first bin of a magnitude is everything below 10⁻⁶.",
      charts: try penalties[Configuration.noPenalty].contains { !$0.hasDiverged }
        ? [
          magnitudes("Magnitudes, λ as stated", shown), values("Weights, λ as stated", shown),
          magnitudes("Magnitudes, λ / 128", divided), values("Weights, λ / 128", divided),
        ] : [])
  }
}

extension ReportRun {
  /// The stop by three rises of the validation loss plus the penalty times the batch size.
  fileprivate func stopped(onUndividedPenalty returnsBest: Bool) throws -> StopReading {
    guard !hasDiverged else { return StopReading() }
    let losses = try curve(StopQuantity.loss.key).y
    let penalty = try curve(Shi.Key.penalty).y
    return try stopped(
      by: .rises, on: zip(losses, penalty).map { $0 + Shi.Configuration.batchSize * $1 }, returnsBest: returnsBest)
  }

  /// The share of weights below one of the thresholds of `WeightSurvey`; NaN where training diverged.
  func share(nearZero threshold: Int) throws -> Double {
    hasDiverged ? .nan : try values(Shi.Key.nearZero)[threshold]
  }
}
