extension ClassificationReport {
  /// The report as plain text: a table of the classes, then the scores of the whole set.
  public var text: String {
    let nameWidth = Swift.max("weighted mean".count, classNames.map(\.count).max() ?? 0)
    func row(_ name: String, _ means: [Double], _ support: Int) -> String {
      name.leftAligned(nameWidth) + means.map { DecimalText.fixed($0, positions: 4).rightAligned(11) }.joined()
        + "\(support)".rightAligned(10)
    }
    var lines = [
      "class".leftAligned(nameWidth)
        + ["precision", "recall", "F1"].map { $0.rightAligned(11) }.joined() + "examples".rightAligned(10)
    ]
    for (name, scores) in zip(classNames, classes) {
      lines.append(row(name, [scores.precision, scores.recall, scores.f1], scores.support))
    }
    lines.append("")
    for (name, means) in [("macro mean", macroMeans), ("weighted mean", weightedMeans)] {
      lines.append(row(name, [means.precision, means.recall, means.f1], exampleCount))
    }
    lines.append("")
    lines += summaryLines
    if !undefinedScores.isEmpty {
      lines.append("")
      lines.append("0/0, shown as 0: " + undefinedScores.joined(separator: ", "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The confusion matrix as plain text: true classes in rows, predicted classes in columns.
  public var confusionText: String {
    let nameWidth = Swift.max("true \\ predicted".count, classNames.map(\.count).max() ?? 0)
    let rows = confusion.rows
    let columnWidth = 2 + (classNames.map(\.count) + rows.joined().map { "\($0)".count }).reduce(0, Swift.max)
    func line(_ name: String, _ cells: [String]) -> String {
      name.leftAligned(nameWidth) + cells.map { $0.rightAligned(columnWidth) }.joined()
    }
    let body = zip(classNames, rows).map { name, row in line(name, row.map { "\($0)" }) }
    return ([line("true \\ predicted", classNames)] + body).joined(separator: "\n") + "\n"
  }

  private var summaryLines: [String] {
    func percent(_ value: Double) -> String { DecimalText.fixed(100 * value, positions: 2) + " %" }
    func number(_ value: Double?) -> String { value.map { DecimalText.fixed($0, positions: 4) } ?? "undefined (0/0)" }
    var accuracy = percent(classificationAccuracy)
    if let interval = accuracyInterval {
      accuracy += " (95 % Wilson interval \(percent(interval.lower)) to \(percent(interval.upper)))"
    }
    var pairs = [
      ("accuracy", accuracy),
      ("errors", "\(errorCount) of \(exampleCount) (\(percent(errorFraction)))"),
      ("balanced accuracy", percent(balancedAccuracy)),
      ("mean one-versus-rest accuracy", percent(meanOneVersusRestAccuracy) + " (not comparable with accuracy)"),
      ("Matthews correlation", number(matthewsCorrelation)),
      ("Cohen's kappa", number(cohensKappa)),
    ]
    if let probabilities {
      pairs += probabilities.topAccuracies.map { ("top-\($0.count) accuracy", percent($0.accuracy)) }
      pairs += [
        ("log loss", number(probabilities.logLoss) + " nats"),
        ("Brier score (0 to 2)", number(probabilities.brierScore)),
        (
          "expected calibration error",
          percent(probabilities.expectedCalibrationError) + " (\(probabilities.calibrationBins.count) bins)"
        ),
      ]
    }
    let width = pairs.map(\.0.count).max() ?? 0
    return pairs.map { $0.0.leftAligned(width + 2) + $0.1 }
  }
}
