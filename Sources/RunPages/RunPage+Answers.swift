import FledgeCharts
import FledgeDatasets
import FledgeInspection
import FledgeMetrics
import FledgeModels
import FledgePages

extension RunPage {
  /// How many mistakes are shown.
  private static let most = 24

  /// The confusion matrix and the worst mistakes; `nil` where nothing is known of either.
  var answerSection: PageSection? {
    let report = record?.classification
    let blocks = (report.map(confusion) ?? []) + (judged.map(mistakes) ?? [])
    let areClasses = report != nil || judged?.answers.kind == .classes
    return blocks.isEmpty ? nil : PageSection(areClasses ? "Answers and mistakes" : "Largest errors") { blocks }
  }

  private func confusion(_ report: ClassificationReport) -> [any ReportBlock] {
    let names = report.classNames
    var blocks: [any ReportBlock] = []
    if names.count <= 30 {
      blocks.append(
        Figure(
          "confusion", number: nil, caption: "How often each class of the test set was taken for each.",
          charts: [
            ConfusionMatrixChart(title: "Confusion matrix", classes: names, counts: report.confusion.rows)
          ]))
    } else {
      blocks.append(Prose("The confusion matrix of \(names.count) classes is too large to draw."))
    }
    let shown = report.classes.prefix(100)
    blocks.append(
      Table(
        "classes", number: nil,
        caption: "Precision, recall and F1 of \(shown.count < names.count ? "the first 100 classes" : "each class").",
        columns: ["class", "precision", "recall", "F1", "examples"],
        rows: zip(names, shown).map { name, scores in
          [
            .text(plain(name)), .number(scores.precision, decimals: 4), .number(scores.recall, decimals: 4),
            .number(scores.f1, decimals: 4), .count(scores.support),
          ]
        }))
    return blocks
  }

  private func mistakes(_ judged: Judged) -> [any ReportBlock] {
    let (examples, answers) = (judged.examples, judged.answers)
    let order = answers.mistakes(examples.labels)
    let worst = Array(order.prefix(Self.most))
    let isClassifier = answers.kind == .classes
    guard !worst.isEmpty else { return [Prose("No mistake among \(examples.count) \(judged.part) examples.")] }
    let caption =
      isClassifier
      ? "The \(worst.count) worst of \(order.count) mistakes among \(examples.count) \(judged.part) examples: what it is → what the "
        + "network says, with the probability of its answer."
      : "The \(worst.count) \(judged.part) examples with the largest "
        + (answers.kind == .values ? "absolute errors." : "mean squared errors of reconstruction.")
    guard let size = run.pictureSize else { return [table(worst, judged, caption)] }
    let tiles = worst.map { index in
      ImageTile(
        pixels: examples.plainFeatures([index]).map(Double.init), width: size.width, caption: words(index, judged),
        isColor: size.channels == 3)
    }
    return [
      Figure(
        "mistakes", number: nil, caption: caption,
        charts: halves(tiles).enumerated().map { part, tiles in
          ImageGrid(
            title: part == 0 ? (isClassifier ? "The worst mistakes" : "The largest errors") : "The next \(tiles.count)",
            tiles: tiles, columns: 4)
        })
    ]
  }

  /// "4 → 9, 99 %".
  private func words(_ index: Int, _ judged: Judged) -> String {
    let answers = judged.answers
    switch answers.kind {
    case .classes:
      let label = judged.examples.classNames[Int(judged.examples.labels[index])]
      let best = answers.predicted[index]
      let score = answers.outputs(of: index)[best]
      let text = answers.areProbabilities ? NumberText.percent(score, decimals: 0) : NumberText.significant(score)
      return "\(label) → \(answers.outputNames[best]), \(text)"
    case .values:
      let target = judged.examples.subset(index..<index + 1).exactTargetValues
      return "\(list(target)) → \(list(answers.outputs(of: index)))"
    case .reconstruction: return "error \(NumberText.significant(answers.errors[index]))"
    }
  }

  private func list(_ values: [Double]) -> String {
    values.prefix(3).map { NumberText.significant($0) }.joined(separator: ", ") + (values.count > 3 ? ", …" : "")
  }

  /// Rows of a table with their answers; the first columns are shown.
  private func table(_ rows: [Int], _ judged: Judged, _ caption: String) -> Table {
    let names = run.featureNames
    let shown = min(6, names.count)
    let rest = names.count > shown ? " Shown are the first \(shown) of \(names.count) features." : ""
    return Table(
      "mistakes", number: nil, caption: caption + rest,
      columns: ["row", "answer"] + names.prefix(shown).map { TableColumn(plain($0)) },
      rows: rows.map { index in
        let values = judged.examples.plainFeatures([index])
        return [.count(index + 1), .text(plain(words(index, judged)))]
          + values.prefix(shown).map { .text(NumberText.significant(Double($0))) }
      })
  }
}

/// Text of files in which nothing is taken for a mark of running text.
func plain(_ text: String) -> String {
  text.replacing("`", with: "'").split(whereSeparator: \.isNewline).joined(separator: " ")
}

/// Pictures as one chart, or as two side by side: those are drawn for phones and desktops alike, so each picture stands once.
func halves(_ tiles: [ImageTile]) -> [[ImageTile]] {
  guard tiles.count > 8 else { return [tiles] }
  let half = (tiles.count + 1) / 2
  return [Array(tiles[..<half]), Array(tiles[half...])]
}
