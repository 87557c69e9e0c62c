import FledgeCharts
import FledgeMetrics
package import FledgePages

/// The page that `fledge evaluate RUN --page` writes.
package struct EvaluationPage: Sendable {
  let report: EvaluationReport
  /// The run's folder.
  let run: String
  let provenance: PageProvenance

  package init(_ report: EvaluationReport, run: String, provenance: PageProvenance) {
    (self.report, self.run, self.provenance) = (report, run, provenance)
  }

  package func page() -> SinglePage {
    SinglePage(
      "evaluation", title: "Evaluation of \(run)", summary: summary, data: .other(report.source), provenance: provenance
    ) {
      if let classification = report.classification {
        classSection(classification)
        if let positive = report.positive { rankingSection(positive) }
        if let probabilities = classification.probabilities { calibrationSection(probabilities) }
      }
      if let errors = report.errors { errorSection(errors) }
      PageSection("The numbers as files") {
        Prose(
          "Beside this page, as CSV:\n\n"
            + EvaluationFiles(report).list.map { "- `\($0.name)`: \($0.content)" }.joined(separator: "\n"))
      }
    }
  }

  /// "1,000 test examples".
  private var examplesText: String {
    let count = NumberText.fixed(Double(report.count), decimals: 0)
    return report.part == "all" ? "\(count) rows" : "\(count) \(report.part) examples"
  }

  private var summary: String {
    var text = "Measured on \(examplesText) of \(report.source): loss \(NumberText.significant(report.loss, digits: 4))"
    if let accuracy = report.accuracy { text += ", accuracy \(NumberText.percent(accuracy, decimals: 2))" }
    if let errors = report.errors {
      text += ", mean absolute error \(NumberText.significant(errors.meanAbsoluteError, digits: 4))"
      if let rSquared = errors.rSquared { text += ", R² \(NumberText.fixed(rSquared, decimals: 4))" }
    }
    return text + "."
  }

  private func classSection(_ classification: ClassificationReport) -> PageSection {
    let names = classification.classNames
    return PageSection("Classes") {
      if names.count <= 30 {
        Figure(
          "confusion", number: nil, caption: "How often each class was taken for each.",
          charts: [
            ConfusionMatrixChart(title: "Confusion matrix", classes: names, counts: classification.confusion.rows)
          ])
      }
      Table(
        "classes", number: nil, caption: "Precision, recall and F1 of each class.",
        columns: ["class", "precision", "recall", "F1", "examples"],
        rows: zip(names, classification.classes).map { name, scores in
          [
            .text(plain(name)), .number(scores.precision, decimals: 4), .number(scores.recall, decimals: 4),
            .number(scores.f1, decimals: 4), .count(scores.support),
          ]
        })
    }
  }

  private func calibrationSection(_ probabilities: ProbabilitySummary) -> PageSection {
    let bins = probabilities.calibrationBins.filter { $0.count > 0 }
    let error = NumberText.percent(probabilities.expectedCalibrationError, decimals: 2)
    return PageSection("Calibration") {
      Figure(
        "calibration", number: nil,
        caption: "Accuracy at each confidence; on the diagonal a confidence is as right as it says. Right: how many "
          + "examples had it.",
        charts: [CalibrationCharts.curve(bins), CalibrationCharts.counts(probabilities.calibrationBins)])
      Prose(
        """
        Confidence is the highest probability of an example. The expected calibration error, the mean distance from the \
        diagonal weighted by the examples of each bin, is \(error) over \(probabilities.calibrationBins.count) bins of \
        equal width. Bins of few examples lie off the diagonal by chance.
        """)
      Table(
        "bins", number: nil, caption: "The bins that hold examples.",
        columns: ["confidence", "examples", "mean confidence", "accuracy"],
        rows: bins.map { bin in
          [
            .text(
              "\(NumberText.fixed(bin.lower, decimals: 3)) to \(NumberText.fixed(bin.upper, decimals: 3))"),
            .count(bin.count), .percent(bin.meanConfidence ?? 0, decimals: 2), .percent(bin.accuracy ?? 0, decimals: 2),
          ]
        })
    }
  }
}

/// A name of a column or class in which nothing is taken for markup.
func plain(_ name: String) -> String {
  name.replacing("`", with: "'").split(whereSeparator: \.isNewline).joined(separator: " ")
}

/// Names of columns and classes as code, so that nothing in them is taken for markup.
func code(_ name: String) -> String {
  "`\(plain(name))`"
}
