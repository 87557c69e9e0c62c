import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeTraining

extension NumpyMLP {
  /// Section 5.2: the training curves, each under the mode in which it was measured.
  func trainingSection(_ runs: [ReportRun]) -> PageSection {
    PageSection("Training", from: "section 5.2") {
      Prose(
        """
        A network with dropout has two losses. "Seen" is the mean over an epoch's batches while they are learned \
        from: dropout on, weights still moving. All other values are measured after the epoch with dropout off. Table \
        1 of the report mixes the two: its training loss is the seen one, its training accuracy has dropout off.
        """)
      Figure(
        "curves", number: "Section 5.2",
        caption: "Loss and accuracy of \(runs.count) runs, median and quartiles, and the rows of table 1.",
        reported: "validation accuracy is best at epoch 29, and training stops at epoch 39",
        charts: [lossChart(runs), accuracyChart(runs)], isStacked: true)
      table1(runs)
    }
  }

  private func lossChart(_ runs: [ReportRun]) -> LineChart {
    Curves.chart(
      "Cross-entropy", ChartAxis("Loss", scale: .logarithmic),
      [
        Curves.series("training, seen, dropout on", runs) { $0.runningTrainingLoss },
        Curves.series("training, dropout off", runs) { $0.trainingLoss },
        Curves.series("validation, dropout off", runs) { $0.validationLoss },
      ],
      published: [
        published("training, published", like: 0) { $0.trainingLoss },
        published("validation, published", like: 2) { $0.validationLoss },
      ])
  }

  private func accuracyChart(_ runs: [ReportRun]) -> LineChart {
    Curves.chart(
      "Accuracy", ChartAxis("Accuracy", format: .percent),
      [
        Curves.series("training, seen, dropout on", runs) { $0.runningTrainingAccuracy },
        Curves.series("training, dropout off", runs) { $0.trainingAccuracy },
        Curves.series("validation, dropout off", runs) { $0.validationAccuracy },
      ],
      published: [
        published("training, published", like: 1) { $0.trainingAccuracy },
        published("validation, published", like: 2) { $0.validationAccuracy },
      ])
  }

  /// A column of table 1, in the colour of the curve that it belongs to.
  private func published(
    _ name: String, like series: Int, _ value: (PublishedTables.Epoch) -> Published?
  ) -> PublishedValues {
    PublishedValues(
      name,
      PublishedTables.table1.compactMap { row in
        value(row).map { PublishedValues.Mark(x: Double(row.epoch), y: $0.value) }
      }, series: series)
  }

  private func table1(_ runs: [ReportRun]) -> NumberGrid {
    NumberGrid(
      "table1", number: "Table 1",
      caption: """
        Training and validation performance, \(runs.count) runs. Training loss with dropout on, all else with \
        dropout off. The last row is the best epoch of each run.
        """,
      rowTitle: "Epoch",
      columns: [
        GridColumn("train-loss", "Train loss (seen)"), GridColumn("train-acc", "Train accuracy"),
        GridColumn("val-loss", "Validation loss"), GridColumn("val-acc", "Validation accuracy"),
      ],
      rows: PublishedTables.table1.map { row in
        let isBest = row.trainingLoss == nil
        let record = { (run: ReportRun) -> EpochRecord? in
          let epoch = isBest ? run.history.bestEpoch : row.epoch
          return run.history.epochs.first { $0.epoch == epoch }
        }
        let measured = { (value: (EpochRecord) -> Double?) -> Measured in
          let values = runs.compactMap { record($0).flatMap(value) }
          return values.isEmpty ? .missing("no run went on to epoch \(row.epoch)") : .seeds(values)
        }
        return GridRow(
          isBest ? "best" : "epoch\(row.epoch)", isBest ? "best (29)" : "\(row.epoch)",
          [
            row.trainingLoss.map { GridCell($0, measured { $0.runningTrainingLoss }) },
            row.trainingAccuracy.map { GridCell($0, measured { $0.trainingAccuracy }, as: .share) },
            GridCell(row.validationLoss, measured { $0.validationLoss }),
            GridCell(row.validationAccuracy, measured { $0.validationAccuracy }, as: .share),
          ])
      })
  }
}
