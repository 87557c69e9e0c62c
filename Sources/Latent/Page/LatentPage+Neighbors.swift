import FledgeCharts
import FledgeDatasets
import FledgeMetrics
import FledgePages

// What neighbours make of codes.
extension LatentPage {
  var neighborSection: PageSection {
    get throws {
      guard let coded = found.coded.neighbors, let control = found.control.neighbors else {
        return PageSection("Neighbours") { Prose("These data have no classes, so neighbours have nothing to name.") }
      }
      let both = [coded.confusion, control.confusion]
      return PageSection("Neighbours") {
        Prose(
          """
          Each \(found.testPart) example takes the class of most of the \(LatentCodes.neighbors) nearest of \
          \(found.training.count) training codes. Two numbers are called accuracy: the share of examples that are \
          classified correctly, and the mean over the classes of the share of right answers to “this class or not”, in \
          which each example counts once for every class, so that it is high even for poor classifiers.
          """)
        Table(
          "accuracies", number: nil, caption: "The two accuracies.",
          columns: ["", "classified correctly", "mean of “this class or not”", "wrong"],
          rows: zip(names, both).map { name, confusion in
            [
              .text(name), .percent(confusion.classificationAccuracy, decimals: 2),
              .percent(confusion.meanOneVersusRestAccuracy, decimals: 2), .count(confusion.errorCount),
            ]
          })
        for (position, confusion) in both.enumerated() {
          classTable(position == 0 ? "neighbors" : "neighbors-control", names[position], confusion)
        }
        if (2...16).contains(classNames.count) {
          Figure(
            "confusion", number: nil, caption: "What neighbours take for what.",
            charts: zip(names, both).map { name, confusion in
              ConfusionMatrixChart(title: name, classes: classNames, counts: confusion.rows)
            })
        }
      }
    }
  }

  private func classTable(_ id: String, _ name: String, _ confusion: ConfusionMatrix) -> Table {
    Table(
      id, number: nil, caption: "\(name): true and false positives and negatives of each class.",
      columns: ["Class", "TP", "FP", "FN", "TN", "precision", "recall", "“this or not”"],
      rows: zip(classNames, confusion.oneVersusRest).map { name, counts in
        let share = { (part: Int, whole: Int) in
          whole == 0 ? TableCell.empty : .percent(Double(part) / Double(whole), decimals: 2)
        }
        return [
          .text(name), .count(counts.truePositives), .count(counts.falsePositives), .count(counts.falseNegatives),
          .count(counts.trueNegatives), share(counts.truePositives, counts.truePositives + counts.falsePositives),
          share(counts.truePositives, counts.truePositives + counts.falseNegatives),
          .percent(counts.oneVersusRestAccuracy, decimals: 2),
        ]
      })
  }
}
