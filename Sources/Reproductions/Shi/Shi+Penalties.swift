import FledgeCharts
import FledgeModels
import FledgePages

extension Shi {
  /// Section 5: L2 and L1 under every reading.
  func penaltySection(_ penalties: StudyRuns) -> PageSection {
    let l2 = penalties[Configuration.l2[0].label]
    let l1 = penalties[Configuration.l1[0].label]
    return PageSection("Regularization", from: "section 5") {
      Prose(
        """
        λ = 0.01 is added to the mean gradient of every step as the formulas say. Beside it stand λ divided by the \
        batch size, half of λ for L1 (the left side of its formula), and two quantities that may \
        have been watched for the stop: the validation loss alone, or with the penalty. Runs go on until three rises \
        in a row have ended them by both.
        """)
      Figure(
        "fig3", number: "Figure 3", caption: "L2 with λ = 0.01 as stated: \(runs(l2)).",
        reported: "stops at epoch 5 with a test accuracy of 95.79 % and a test loss of 0.155",
        charts: curves(l2, stop: "5", accuracy: "95.79 %", loss: "0.155") + [
          penaltyChart("Validation loss and penalty", l2)
        ])
      Figure(
        "added.fig3-l1", number: nil, caption: "L1 with λ = 0.01 as stated: \(runs(l1)).",
        charts: curves(l1, accuracy: "95.18 %", loss: "0.1649") + [penaltyChart("Validation loss and penalty", l1)])
      readings(
        "l2", "L2, every reading of λ and of the stop", [accuracy("95.79 %"), loss("0.155"), epoch("5")],
        Configuration.l2, penalties, [\.testAccuracy, \.testLoss, \.epochs])
      readings(
        "l1", "L1, every reading of λ and of the stop", [accuracy("95.18 %"), loss("0.1649")], Configuration.l1,
        penalties, [\.testAccuracy, \.testLoss])
      weightsTable(penalties)
      weightsFigure(penalties)
      confusion("l2", "L2", l2)
      confusion("l1", "L1", l1)
    }
  }

  private func penaltyChart(_ title: String, _ runs: [ReportRun]) -> LineChart {
    Curves.chart(
      title, ChartAxis("Loss", scale: .logarithmic),
      [
        Curves.series("validation loss", runs, measurement: StopQuantity.loss.rawValue),
        Curves.series("validation loss plus penalty", runs, measurement: StopQuantity.penalized.rawValue),
      ])
  }

  private func accuracy(_ text: Published) -> ReadingNumber {
    ReadingNumber("accuracy", "test accuracy", published: text)
  }
  private func loss(_ text: Published) -> ReadingNumber { ReadingNumber("loss", "test loss", published: text) }
  private func epoch(_ text: Published) -> ReadingNumber {
    ReadingNumber("epoch", "epoch of the stop", published: text)
  }

  /// λ × quantity × rule; the numbers themselves are items of the results.
  private func readings(
    _ id: String, _ name: String, _ numbers: [ReadingNumber], _ ways: [Configuration.PenaltyReading],
    _ penalties: StudyRuns, _ values: [(StopReading) -> Double]
  ) -> Readings {
    Readings(
      "readings." + id, name, numbers, numbersAreElsewhere: true,
      ways.flatMap { way in
        StopQuantity.allCases.flatMap { quantity in
          StopRule.all.map { rule in
            Reading(
              "\(way.id).\(quantity == .loss ? "loss" : "penalized").\(rule.id)",
              "\(way.label): \(rule.shortName), \(quantity == .loss ? "loss" : "loss + penalty")",
              ours: values.map { value in
                .seeds(penalties[way.label].map { value($0.stopped(by: rule, on: quantity)) })
              }, source: rule.id == StopRule.rises.id ? way.source : nil)
          }
        }
      })
  }

  private func weightsTable(_ penalties: StudyRuns) -> Table {
    Table(
      "added.near-zero", number: nil,
      caption: "The share of weights near zero at the best epoch, biases left out: medians over runs.",
      columns: ["Penalty", "|w| < 0.01", "|w| < 0.001", "|w| < 0.0001", "test accuracy"],
      rows: penalties.labels.map { label in
        let runs = penalties[label]
        let shares = WeightSurvey.thresholds.indices.map { index in
          TableCell.percent(
            Spread(runs.map { $0.measurements.values["near zero"]?[index] ?? .nan }).median, decimals: 1)
        }
        return [.text(label)] + shares
          + [.percent(Spread(runs.map { $0.stopped().testAccuracy }).median, decimals: 2)]
      })
  }

  private func weightsFigure(_ penalties: StudyRuns) -> Figure {
    let shown = [Configuration.noPenalty, Configuration.l2[0].label, Configuration.l1[0].label]
    let divided = [Configuration.noPenalty, Configuration.l2[1].label, Configuration.l1[2].label]
    func series(_ labels: [String], _ name: String) -> [HistogramSeries] {
      labels.map { label in
        let counts = penalties[label].compactMap { $0.measurements.values[name] }
        let sums = (counts.first ?? []).indices.map { bin in counts.reduce(0) { $0 + $1[bin] } }
        return HistogramSeries(label, counts: sums)
      }
    }
    func magnitudes(_ title: String, _ labels: [String]) -> Histogram {
      Histogram(
        title: title, x: ChartAxis("log₁₀|w|"), edges: WeightSurvey.magnitudeEdges,
        series: series(labels, "magnitudes"),
        measure: .share)
    }
    func values(_ title: String, _ labels: [String]) -> Histogram {
      Histogram(
        title: title, x: ChartAxis("w"), edges: WeightSurvey.valueEdges, series: series(labels, "values"),
        measure: .share)
    }
    return Figure(
      "added.weights", number: nil,
      caption: "Weights at the best epoch, all runs together. Weights beyond the axes stand in the outer bins, so the "
        + "first bin of a magnitude is everything below 10⁻⁶.",
      charts: penalties[Configuration.noPenalty].contains { $0.measurements.values["values"] != nil }
        ? [
          magnitudes("Magnitudes, λ as stated", shown), values("Weights, λ as stated", shown),
          magnitudes("Magnitudes, λ / 128", divided), values("Weights, λ / 128", divided),
        ] : [])
  }
}
