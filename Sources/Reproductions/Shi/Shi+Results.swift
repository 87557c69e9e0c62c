import FledgeCharts
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

extension Shi {
  /// One row of the results: the report's numbers, and our runs under its settings.
  private struct ResultRow {
    let id: String
    let name: String
    let epoch: Published?
    let accuracy: Published
    let loss: Published
    let runs: [ReportRun]
  }

  /// Every number of the text, under the most literal reading: three rises in a row, penalties as stated.
  func results(_ experiments: StudyRuns, _ penalties: StudyRuns) throws -> PageSection {
    let rows = [
      ResultRow(
        id: "softmax", name: "softmax regression", epoch: "20", accuracy: "92.51 %", loss: "0.27",
        runs: experiments[Configuration.softmaxPlain.label]),
      ResultRow(
        id: "momentum", name: "momentum, tanh", epoch: "31", accuracy: "97.45 %", loss: "0.08",
        runs: experiments[Configuration.tanh.label]),
      ResultRow(
        id: "l2", name: "L2", epoch: "5", accuracy: "95.79 %", loss: "0.155",
        runs: penalties[Configuration.l2[0].label]),
      ResultRow(
        id: "l1", name: "L1", epoch: nil, accuracy: "95.18 %", loss: "0.1649",
        runs: penalties[Configuration.l1[0].label]),
      ResultRow(
        id: "sigmoid", name: "sigmoid", epoch: "27", accuracy: "97.43 %", loss: "0.0823",
        runs: experiments[Configuration.sigmoid.label]),
      ResultRow(
        id: "relu", name: "ReLU", epoch: "17", accuracy: "97.69 %", loss: "0.0794",
        runs: experiments[Configuration.relu.label]),
    ]
    return try PageSection("Results", from: "sections 2 to 6") {
      NumberTable(
        "results", number: "Sections 2.5 to 6.2",
        caption: "Epoch of the stop, test accuracy and test loss, \(rows[0].runs.count) runs each, everything as "
          + "stated; other readings stand in the sections below.",
        try rows.flatMap { row in
          let readings = try row.runs.map { try $0.stopped() }
          let epoch = row.epoch.map { published in
            PublishedNumber(
              row.id + ".epoch", row.name + ": epoch of the stop", published: published,
              ours: .seeds(readings.map(\.epochs)))
          }
          return [epoch].compactMap { $0 } + [
            PublishedNumber(
              row.id + ".accuracy", row.name + ": test accuracy", published: row.accuracy,
              ours: .seeds(readings.map(\.testAccuracy))),
            PublishedNumber(
              row.id + ".loss", row.name + ": test loss", published: row.loss,
              ours: .seeds(readings.map(\.testLoss))),
          ]
        })
    }
  }

  /// Loss and accuracy on training and validation images, with the published test results at the published stop.
  func curves(
    _ runs: [ReportRun], stop: Published? = nil, accuracy: Published? = nil, loss: Published? = nil
  ) -> [LineChart] {
    let published = { (value: Published?) -> [PublishedValues] in
      value.map { [PublishedValues("test, published", [.init(x: stop?.value, y: $0.value)])] } ?? []
    }
    return [
      Curves.chart(
        "Cross-entropy", ChartAxis("Loss", scale: .logarithmic),
        [
          Curves.series("training, while learning", runs) { $0.runningTrainingLoss },
          Curves.series("validation", runs) { $0.validationLoss },
        ], published: published(loss)),
      Curves.chart(
        "Accuracy", ChartAxis("Accuracy", format: .percent),
        [
          Curves.series("training, while learning", runs) { $0.runningTrainingAccuracy },
          Curves.series("validation", runs) { $0.validationAccuracy },
        ], published: published(accuracy)),
    ]
  }

  /// The test set's confusion matrix at the best epoch, of the run with the median accuracy.
  func confusion(_ id: String, _ name: String, _ runs: [ReportRun]) throws -> Figure {
    let measured = runs.filter { !$0.hasDiverged }
    let counts =
      measured.isEmpty ? nil : try measured.median { try $0.stopped().testAccuracy }.values(Key.confusion)
    let charts = counts.map { counts in
      let rows = (0..<10).map { row in counts[10 * row..<10 * row + 10].map { Int($0) } }
      return [
        ConfusionMatrixChart(title: "\(name), test set", classes: (0..<10).map(String.init), counts: rows)
      ]
    }
    return Figure(
      "added.confusion-" + id, number: nil,
      caption: "Confusion matrix of \(name) on the test set, the run with the median accuracy.", charts: charts ?? [])
  }
}
