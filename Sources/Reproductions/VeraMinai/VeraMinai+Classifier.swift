import FledgeCharts
import FledgeMetrics
import FledgeModels
import FledgePages

extension VeraMinai {
  /// Problem 1: errors, both confusion matrices, and the errors over epochs.
  func classifierSection(_ readings: [ReadingRuns], _ probable: ClassifierOutcome) throws -> PageSection {
    let errors = try readings.map { try $0.finalErrors() }
    return try PageSection("Problem 1: the classifier", from: "section 1") {
      Readings(
        "error", "Error fractions",
        [
          ReadingNumber("train", "error fraction on the training images", published: "0.012", as: .share),
          ReadingNumber("test", "error fraction on the test images", published: "0.069", as: .share),
        ],
        zip(readings, errors).map { reading, errors in
          Reading(
            reading.reading.id, reading.reading.name, ours: [.seeds(errors.training), .seeds(errors.test)],
            source: reading.reading.source)
        })
      Prose(
        """
        The report links to its code, so the code's two branches count as its own words here as much as the text. Each \
        run draws its own 1,000 test images, so our spread holds what that choice does to an error of 0.069.
        """)
      Figure(
        "fig1", number: "Figure 1",
        caption: "Training set confusion matrix, as probably run, the run with the median test error.",
        reported: "most values are concentrated on the diagonal",
        charts: [Confusion.chart("Training images", probable.training, classes: Self.classes)])
      Figure(
        "fig2", number: "Figure 2", caption: "Test set confusion matrix of the same run.",
        reported: "slightly more errors than the training set; mainly between 5 and 3 or 4 and 9",
        charts: [Confusion.chart("Test images", probable.test, classes: Self.classes)])
      Figure(
        "fig3", number: "Figure 3",
        caption: "Error fraction at every tenth epoch in the three readings, \(readings[0].runs.count) runs each, "
          + "median and quartiles. Errors after epoch 1 stand at 0, as in the report.",
        reported: "a steep drop in the first few epochs, then both near 0.07",
        charts: Curves.sharingAxes(try readings.map { try curves($0, "Error fraction", published: (0.012, 0.069)) }))
    }
  }

  /// The last epoch of the report's curves, as it labels them.
  private static let lastEpoch = 190.0

  static var classes: [String] { (0..<10).map(String.init) }

  /// Training and test error over epochs, with the published ends.
  func curves(_ reading: ReadingRuns, _ quantity: String, published: (training: Double, test: Double)) throws
    -> LineChart
  {
    let name = reading.reading.name
    return try Curves.chart(
      name.prefix(1).uppercased() + name.dropFirst(), ChartAxis(quantity, scale: .logarithmic),
      [
        Curves.series("training", reading.runs, measurement: Probe.trainingError),
        Curves.series("test", reading.runs, measurement: Probe.testError),
      ],
      published: [
        PublishedValues("training, published", [.init(x: Self.lastEpoch, y: published.training)], series: 0),
        PublishedValues("test, published", [.init(x: Self.lastEpoch, y: published.test)], series: 1),
      ])
  }
}
