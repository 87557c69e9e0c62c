import FledgeCharts
import FledgeMetrics
import FledgePages

// One class against the others.
extension EvaluationPage {
  func rankingSection(_ positive: PositiveClass) -> PageSection {
    let ranking = positive.ranking
    return PageSection("Thresholds") {
      Prose(introduction(positive))
      if ranking.positiveCount > 0, ranking.negativeCount > 0 {
        Figure(
          "curves", number: nil,
          caption: "Every threshold from the highest score to the lowest; dashed, a score that knows nothing.",
          charts: [rocChart(ranking), precisionChart(ranking)])
      }
      Table(
        "thresholds", number: nil,
        caption: "What a threshold costs: an example counts as \(code(positive.name)) from this "
          + "\(positive.areProbabilities ? "probability" : "score") on.",
        columns: ["threshold", "precision", "recall", "F1", "accuracy", "TP", "FP", "FN", "TN"],
        rows: (positive.thresholds + [ranking.bestF1].compactMap { $0 }).sorted { $0.threshold < $1.threshold }
          .map { row($0, isBest: $0 == ranking.bestF1) })
    }
  }

  private func introduction(_ positive: PositiveClass) -> String {
    let ranking = positive.ranking
    let text =
      "Positive is \(code(positive.name)) (\(ranking.positiveCount) examples), against \(positive.others) "
      + "(\(ranking.negativeCount)); `--positive NAME` chooses another class."
    guard let area = ranking.rocArea, let precision = ranking.averagePrecision else {
      return text + " One side has no examples here, so the areas under the curves are undefined."
    }
    return text
      + " The area under the ROC curve, the share of pairs that the score puts in the right order, is "
      + "\(NumberText.fixed(area, decimals: 4)); the average precision is \(NumberText.fixed(precision, decimals: 4))."
      + " In the table, the row of the highest F1 is marked: a threshold chosen by it needs other examples to be judged on."
  }

  private func row(_ counts: ThresholdCounts, isBest: Bool) -> [TableCell] {
    func share(_ value: Double?) -> TableCell { value.map { .number($0, decimals: 4) } ?? .empty }
    let threshold = NumberText.significant(counts.threshold, digits: 4)
    return [
      .text(isBest ? "\(threshold), highest F1" : threshold), share(counts.precision), share(counts.recall),
      share(counts.f1), share(counts.accuracy), .count(counts.truePositives), .count(counts.falsePositives),
      .count(counts.falseNegatives), .count(counts.trueNegatives),
    ]
  }

  private func rocChart(_ ranking: BinaryRanking) -> LineChart {
    let points = ranking.sampled(1_000)
    return LineChart(
      title: "ROC", x: axis("False positive rate"), y: axis("True positive rate (recall)"),
      series: [
        LineSeries("network", x: points.map { $0.falsePositiveRate ?? 0 }, y: points.map { $0.recall ?? 0 }),
        LineSeries("no skill", x: [0, 1], y: [0, 1]),
      ].map(withoutMarkers))
  }

  /// The precision holds from one recall to the next: steps, as the average precision counts them.
  private func precisionChart(_ ranking: BinaryRanking) -> LineChart {
    var (x, y): ([Double], [Double]) = ([], [])
    for point in ranking.sampled(1_000).dropFirst() {
      let (recall, precision) = (point.recall ?? 0, point.precision ?? 0)
      x += [x.last ?? 0, recall]
      y += [precision, precision]
    }
    let share = Double(ranking.positiveCount) / Double(ranking.positiveCount + ranking.negativeCount)
    return LineChart(
      title: "Precision and recall", x: axis("Recall"), y: axis("Precision"),
      series: [LineSeries("network", x: x, y: y), LineSeries("no skill", x: [0, 1], y: [share, share])]
        .map(withoutMarkers))
  }

  private func axis(_ label: String) -> ChartAxis { ChartAxis(label, range: 0...1) }
}

/// The same line through more points: charts mark the points of short series.
func withoutMarkers(_ series: LineSeries) -> LineSeries {
  guard series.x.count <= 25, series.x.count > 1 else { return series }
  var (x, y): ([Double], [Double]) = ([], [])
  for index in series.x.indices.dropLast() {
    for part in 0..<26 {
      let share = Double(part) / 26
      x.append(series.x[index] + (series.x[index + 1] - series.x[index]) * share)
      y.append(series.y[index] + (series.y[index + 1] - series.y[index]) * share)
    }
  }
  return LineSeries(series.name, x: x + [series.x[series.x.count - 1]], y: y + [series.y[series.y.count - 1]])
}
