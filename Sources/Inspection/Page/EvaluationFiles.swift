import FledgeCharts
package import FledgeFormats
import FledgeMetrics

/// The numbers beside the page of an evaluation, all of them.
package struct EvaluationFiles: Sendable {
  private let report: EvaluationReport

  package init(_ report: EvaluationReport) { self.report = report }

  /// The names of all files that there may be.
  package static let names = ["thresholds.csv", "calibration.csv", "residuals.csv"]

  /// The files that this evaluation has, and what is in them.
  var list: [(name: String, content: String, table: ChartTable)] {
    [
      report.positive.map { ("thresholds.csv", "counts and shares at every distinct score", thresholds($0)) },
      report.classification?.probabilities.map { ("calibration.csv", "the bins of the calibration", bins($0)) },
      report.predicted.isEmpty
        ? nil : ("residuals.csv", "actual, predicted and residual of each row", residuals),
    ].compactMap { $0 }
  }

  /// Writes them.
  ///
  /// - Returns: their names.
  package func write(to folder: String) throws(FormatError) -> [String] {
    let files = list
    for file in files { try AtomicFile.write(text: file.table.csv, to: "\(folder)/\(file.name)") }
    return files.map(\.name)
  }

  private func thresholds(_ positive: PositiveClass) -> ChartTable {
    ChartTable(
      header: [
        "threshold", "true_positives", "false_positives", "false_negatives", "true_negatives", "precision", "recall",
        "false_positive_rate", "f1", "accuracy",
      ],
      rows: positive.ranking.points.map { point in
        let counts = [point.truePositives, point.falsePositives, point.falseNegatives, point.trueNegatives]
        let shares = [point.precision, point.recall, point.falsePositiveRate, point.f1, point.accuracy]
        return [point.threshold.isFinite ? CSVText.number(point.threshold) : "inf"] + counts.map { String($0) }
          + shares.map { $0.map { CSVText.number($0) } ?? "" }
      })
  }

  private func bins(_ probabilities: ProbabilitySummary) -> ChartTable {
    ChartTable(
      header: ["lower", "upper", "examples", "correct", "mean_confidence", "accuracy"],
      rows: probabilities.calibrationBins.map { bin in
        [CSVText.number(bin.lower), CSVText.number(bin.upper), String(bin.count), String(bin.correctCount)]
          + [bin.meanConfidence, bin.accuracy].map { $0.map { CSVText.number($0) } ?? "" }
      })
  }

  private var residuals: ChartTable {
    let residuals = report.residuals
    return ChartTable(
      header: ["row", "actual", "predicted", "residual"],
      rows: residuals.indices.map {
        [String($0 + 1)] + [report.actual[$0], report.predicted[$0], residuals[$0]].map { CSVText.number($0) }
      })
  }
}
