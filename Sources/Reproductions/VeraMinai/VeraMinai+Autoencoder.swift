import FledgeCharts
package import FledgePages

extension VeraMinai {
  /// Problem 2: the errors by digit and over epochs.
  func autoencoderSection(_ readings: [ReadingRuns], _ digits: AutoencoderOutcome) throws -> PageSection {
    let errors = try readings.map { try $0.finalErrors() }
    return try PageSection("Problem 2: the autoencoder", from: "section 2") {
      Readings(
        "mre", "Mean reconstruction errors",
        [
          ReadingNumber("train", "mean reconstruction error on the training images", published: "0.0045"),
          ReadingNumber("test", "mean reconstruction error on the test images", published: "0.0050"),
        ],
        zip(readings, errors).map { reading, errors in
          Reading(
            reading.reading.id, reading.reading.name, ours: [.seeds(errors.training), .seeds(errors.test)],
            source: reading.reading.source)
        })
      Figure(
        "fig4", number: "Figure 4",
        caption:
          "Mean reconstruction error on training and test images: medians over \(readings[0].runs.count) runs, "
          + "bars from quartile to quartile.",
        reported: "0.0045 on training, 0.0050 on test images", charts: [bars(readings, errors)])
      table1(digits)
      Figure(
        "fig5", number: "Figure 5",
        caption:
          "Mean reconstruction error at every tenth epoch, \(readings[0].runs.count) runs, median and quartiles.",
        reported: "a rapid decline in the early stages, then a gradual convergence",
        charts: Curves.sharingAxes(
          try readings.map { try curves($0, "Mean reconstruction error", published: (0.0045, 0.0050)) }))
    }
  }

  private func bars(
    _ readings: [ReadingRuns], _ errors: [(training: [Double], test: [Double])]
  ) -> BarChart {
    let series = zip(readings, errors).map { reading, errors in
      let spreads = [Spread(errors.training), Spread(errors.test)]
      return BarSeries(
        reading.reading.name, spreads.map(\.median), lower: spreads.map(\.lowerQuartile),
        upper: spreads.map(\.upperQuartile))
    }
    return BarChart(
      title: "Mean reconstruction error", categoryLabel: "Images", y: ChartAxis("MRE"),
      categories: ["training", "test"],
      series: [BarSeries("published", [0.0045, 0.0050], lower: [0.0045, 0.0050], upper: [0.0045, 0.0050])] + series)
  }

  /// The report's table: MRE ± σ of each digit.
  package static let publishedDigits: [(mean: Published, standardDeviation: Published)] = [
    ("0.0061", "0.0025"), ("0.0019", "0.0009"), ("0.0072", "0.0031"), ("0.0056", "0.0027"), ("0.0058", "0.0029"),
    ("0.0064", "0.0024"), ("0.0059", "0.0027"), ("0.0053", "0.0030"), ("0.0060", "0.0023"), ("0.0044", "0.0020"),
  ]

  private func table1(_ digits: AutoencoderOutcome) -> NumberGrid {
    NumberGrid(
      "table1", number: "Table I",
      caption: "MRE and σ of each digit's test images, as the code stands, \(digits.means[0].count) runs.",
      rowTitle: "Digit", columns: [GridColumn("", "MRE"), GridColumn("sigma", "σ over images")],
      rows: Self.publishedDigits.enumerated().map { digit, published in
        GridRow(
          "digit\(digit)", "\(digit)",
          [
            GridCell(published.mean, .seeds(digits.means[digit])),
            GridCell(published.standardDeviation, .seeds(digits.standardDeviations[digit])),
          ])
      })
  }
}
