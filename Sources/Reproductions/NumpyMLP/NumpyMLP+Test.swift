import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeTraining

extension NumpyMLP {
  /// Section 6: the test set.
  func testSection(_ runs: [ReportRun]) throws -> PageSection {
    PageSection("Test set", from: "section 6") {
      NumberTable(
        "results", number: "Section 6.1", caption: "Results on the 10,000 test images, \(runs.count) runs.",
        [
          PublishedNumber("accuracy", "test accuracy", published: "98.38 %", ours: runs.testAccuracy),
          PublishedNumber("loss", "test loss", published: "0.0578", ours: runs.testLoss),
          PublishedNumber(
            "best-epoch", "best epoch", published: "29", ours: runs.measured { Double($0.history.bestEpoch) }),
          PublishedNumber(
            "last-epoch", "epoch of the stop", published: "39",
            ours: runs.measured { Double($0.history.epochs.count) }),
        ])
      seedsFigure(runs)
      table2(runs)
      Figure(
        "confusion", number: "Section 6.3", caption: "Confusion matrix of the run with the median test accuracy.",
        reported: "minor confusion occurs between visually similar digits",
        charts: Confusion.chart("Test set", runs))
    }
  }

  /// The report's accuracy among those of our seeds.
  private func seedsFigure(_ runs: [ReportRun]) -> Figure {
    let summary = VerdictRule.judge("98.38 %", runs.testAccuracy).summary
    let rows = runs.sorted(by: \.testAccuracy).reversed().map { run in
      IntervalRow(
        "seed \(run.seed)", value: run.testAccuracy, note: NumberText.percent(run.testAccuracy, decimals: 2))
    }
    let report = IntervalRow("the report", published: 0.9838, note: NumberText.percent(0.9838, decimals: 2))
    let all = IntervalRow(
      "one more run of ours", value: summary?.centre, lower: summary?.interval?.lower, upper: summary?.interval?.upper)
    let better = runs.count { $0.testAccuracy > 0.9838 }
    return Figure(
      "added.seeds", number: nil,
      caption: """
        Where 98.38 % lies: \(better) of our \(runs.count) runs are better. The bar is the 95 % interval for one \
        more run.
        """,
      charts: [
        IntervalChart(
          title: "Test accuracy of each run", x: ChartAxis("Test accuracy", format: .percent),
          rows: [report, all] + rows,
          valueName: "ours", publishedName: "published")
      ])
  }

  private func table2(_ runs: [ReportRun]) -> NumberGrid {
    NumberGrid(
      "table2", number: "Table 2", caption: "Precision, recall and F1 of each digit, \(runs.count) runs.",
      rowTitle: "Digit",
      columns: [GridColumn("precision", "Precision"), GridColumn("recall", "Recall"), GridColumn("f1", "F1")],
      rows: PublishedTables.table2.enumerated().map { digit, published in
        GridRow(
          "digit\(digit)", "\(digit)",
          [
            GridCell(published[0], runs.scores(digit, \.precision), as: .share),
            GridCell(published[1], runs.scores(digit, \.recall), as: .share),
            GridCell(published[2], runs.scores(digit, \.f1), as: .share),
          ])
      })
  }
}

extension [ReportRun] {
  /// A score of one class over all runs.
  func scores(_ digit: Int, _ score: KeyPath<ClassScores, Double>) -> Measured {
    measured { $0.report?.classes[digit][keyPath: score] ?? .nan }
  }
}
