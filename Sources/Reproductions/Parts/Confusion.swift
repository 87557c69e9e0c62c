public import FledgeCharts
public import FledgeMetrics

/// Confusion matrices as figures.
public enum Confusion {
  /// The test set's confusion matrix of the trial with the median test accuracy.
  public static func chart(_ title: String, _ trials: [Trial]) -> [ConfusionMatrixChart] {
    let measured = trials.filter { $0.report != nil }
    guard !measured.isEmpty, let report = measured.median(by: \.testAccuracy).report else { return [] }
    return [chart(title, report.confusion, classes: report.classNames)]
  }

  /// Counts as a chart.
  public static func chart(
    _ title: String, _ confusion: ConfusionMatrix, classes: [String]
  ) -> ConfusionMatrixChart {
    ConfusionMatrixChart(title: title, classes: classes, counts: confusion.rows)
  }
}
