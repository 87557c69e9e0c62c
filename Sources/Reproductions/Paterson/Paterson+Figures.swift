import FledgeCharts
import FledgeDatasets
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

extension Paterson {
  /// The evaluations of the trained networks on the first 4,000 test images.
  func finalEvaluations(_ runs: [ReportRun]) throws -> [Evaluation] {
    try runs.filter { !$0.hasDiverged }.compactMap { run in
      try run.data().test.map { try run.evaluate($0.prefix(Configuration.testImages)) }
    }
  }

  /// Figures 1 and 2.
  @BlockBuilder
  func curves(_ runs: [ReportRun]) throws -> [any ReportBlock] {
    Figure(
      "fig1", number: "Figure 1",
      caption: "Mean loss against epochs, measured within them: \(runs.count) runs, median and quartiles.",
      reported: "average loss vs epochs",
      charts: [
        try Curves.chart(
          "Mean loss", ChartAxis("Negative log likelihood", includesZero: true),
          [
            Curves.series("training images", runs, measurement: Key.loss(.training)),
            Curves.series("test images, first 4,000", runs, measurement: Key.loss(.test)),
          ])
      ])
    Figure(
      "fig2", number: "Figure 2",
      caption: "Mean accuracy against epochs, measured within them: \(runs.count) runs, median and quartiles.",
      reported: "average accuracy vs epochs; the author finds that it “was not accurately calculated”",
      charts: [
        try Curves.chart(
          "Mean accuracy", ChartAxis("Accuracy", format: .percent),
          [
            Curves.series("training images", runs, measurement: Key.accuracy(.training)),
            Curves.series("test images, first 4,000", runs, measurement: Key.accuracy(.test)),
            Curves.series("all 10,000 test images", runs, measurement: Key.accuracyOfAll),
          ],
          published: [PublishedValues("published, 4,000 test images", [.init(x: 2, y: 0.972)])])
      ])
  }

  /// Figures 3 and 4.
  @BlockBuilder
  func digitErrors(_ runs: [ReportRun]) throws -> [any ReportBlock] {
    try errorFigure(runs, "fig3", "Figure 3", set: .test, images: "the first 4,000 test images")
    try errorFigure(runs, "fig4", "Figure 4", set: .training, images: "the training images")
  }

  private func errorFigure(_ runs: [ReportRun], _ id: String, _ number: String, set: Images, images: String) throws
    -> Figure
  {
    let chart = { (digits: Range<Int>) in
      Curves.chart(
        "Errors of digits \(digits.lowerBound) to \(digits.upperBound - 1)",
        ChartAxis("Share classified wrongly", scale: .logarithmic, format: .percent),
        try digits.map { digit in
          let series = try Curves.series("\(digit)", runs, measurement: Key.errors(of: digit, set))
          return LineSeries(series.name, x: series.x, y: series.y)
        })
    }
    return Figure(
      id, number: number,
      caption: "Errors of each digit on \(images) against epochs: median of \(runs.count) runs.",
      reported: "\(set == .test ? "testing" : "training") digit errors vs epochs",
      charts: Curves.sharingAxes([try chart(0..<5), try chart(5..<10)]))
  }

  /// Figure 5.
  func confusion(_ runs: [ReportRun], _ test: [Evaluation]) -> Figure {
    let middle = test.sorted { ($0.accuracy ?? 0) < ($1.accuracy ?? 0) }.dropFirst((test.count - 1) / 2).first
    let matrix = middle.flatMap { try? $0.confusion }
    return Figure(
      "fig5", number: "Figure 5",
      caption: "Confusion matrix of the run with the median accuracy, first 4,000 test images, all ten digits.",
      reported: "confusion matrix for class digits 1-5; the other half has no caption",
      charts: matrix.map { [Confusion.chart("Test images", $0, classes: (0..<10).map(String.init))] } ?? [])
  }
}
