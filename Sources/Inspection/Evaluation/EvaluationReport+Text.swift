import FledgeCharts
import FledgeMetrics

extension EvaluationReport {
  /// The ranking of the positive class in a few lines; `nil` where there is none.
  package var rankingText: String? {
    guard let positive else { return nil }
    let ranking = positive.ranking
    let way = classification?.classNames.count == 2 ? "the other with --positive \(positive.others)" : "--positive"
    var lines = ["positive class: \(positive.name), against \(positive.others) (\(way))"]
    if ranking.positiveCount == 0 || ranking.negativeCount == 0 {
      lines.append(
        "area under the ROC curve: undefined, the rows have \(ranking.positiveCount) positive and "
          + "\(ranking.negativeCount) other examples")
    }
    let areas = [
      ranking.rocArea.map { "area under the ROC curve \(NumberText.fixed($0, decimals: 4))" },
      ranking.averagePrecision.map { "average precision \(NumberText.fixed($0, decimals: 4))" },
    ].compactMap { $0 }
    if !areas.isEmpty { lines.append(areas.joined(separator: "   ")) }
    guard ranking.positiveCount > 0, ranking.negativeCount > 0 else { return lines.joined(separator: "\n") }
    lines.append(EvaluationReport.row(["threshold", "precision", "recall", "F1", "accuracy", "TP", "FP", "FN", "TN"]))
    let places = [1, 5, 9, 13, 17].filter { $0 < positive.thresholds.count }
    lines += places.map { EvaluationReport.row(positive.thresholds[$0], mark: "") }
    if let best = ranking.bestF1 { lines.append(EvaluationReport.row(best, mark: "  highest F1")) }
    return lines.joined(separator: "\n")
  }

  private static func row(_ counts: ThresholdCounts, mark: String) -> String {
    let shares = [counts.precision, counts.recall, counts.f1, counts.accuracy]
    return row(
      [NumberText.significant(counts.threshold)]
        + shares.map { $0.map { NumberText.fixed($0, decimals: 4) } ?? "–" }
        + [counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives].map { String($0) })
      + mark
  }

  private static func row(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      String(repeating: " ", count: max(1, (index < 5 ? 11 : 7) - cell.count)) + cell
    }.joined()
  }
}
