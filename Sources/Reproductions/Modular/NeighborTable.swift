import FledgeMetrics
import FledgePages

/// The report's table of classification by five nearest neighbours of four-dimensional codes, with our numbers.
enum NeighborTable {
  /// One row as the report prints it: TP, FP, FN, TN, accuracy.
  private static let published: [[Published]] = [
    ["914", "123", "66", "8897", "0.9811"],
    ["1113", "42", "22", "8823", "0.9936"],
    ["889", "172", "143", "8796", "0.9685"],
    ["762", "330", "248", "8660", "0.9422"],
    ["790", "356", "192", "8662", "0.9452"],
    ["534", "209", "358", "8899", "0.9433"],
    ["869", "146", "89", "8896", "0.9765"],
    ["853", "118", "175", "8854", "0.9707"],
    ["681", "167", "293", "8859", "0.9540"],
    ["692", "240", "317", "8751", "0.9443"],
  ]
  private static let publishedTotal: [Published] = ["8097", "1903", "1903", "88097", "0.9619"]

  /// The report's recall TP / (TP + FN) of a class.
  static func publishedRecall(of label: Int) -> Double {
    published[label][0].value / (published[label][0].value + published[label][2].value)
  }

  /// The report's table with our numbers in each cell.
  static func grid(_ id: String, number: String?, caption: String, _ runs: [LatentRun]) -> NumberGrid {
    NumberGrid(
      id, number: number, caption: caption, rowTitle: "Class",
      columns: [
        GridColumn("tp", "TP"), GridColumn("fp", "FP"), GridColumn("fn", "FN"), GridColumn("tn", "TN"),
        GridColumn("accuracy", "one vs rest"),
      ],
      rows: (published + [publishedTotal]).enumerated().map { label, numbers in
        let isTotal = label == published.count
        let counts = runs.map { tally(of: label, $0) }
        return GridRow(
          isTotal ? "total" : "class\(label)", isTotal ? "Total" : "\(label)",
          zip(numbers, columns).map { number, column in
            GridCell(number, .seeds(counts.map(column)), as: number.value < 1 ? .share : .count)
          })
      })
  }

  /// The same counts from our runs alone, medians over runs.
  static func plain(_ id: String, caption: String, _ runs: [LatentRun]) -> Table {
    Table(
      id, number: nil, caption: caption, columns: ["Class", "TP", "FP", "FN", "TN", "one vs rest"],
      rows: (0...published.count).map { label in
        let counts = runs.map { tally(of: label, $0) }
        let medians = columns.map { column in Spread(counts.map(column)).median }
        return [.text(label == published.count ? "Total" : "\(label)")]
          + medians.dropLast().map { .number($0, decimals: 0) } + [.number(medians[4], decimals: 4)]
      })
  }

  private static let columns: [@Sendable (OneVersusRestCounts) -> Double] = [
    { Double($0.truePositives) }, { Double($0.falsePositives) }, { Double($0.falseNegatives) },
    { Double($0.trueNegatives) }, { $0.oneVersusRestAccuracy },
  ]

  /// The counts of one class, or, at the index past the last, their sums over all classes.
  private static func tally(of label: Int, _ run: LatentRun) -> OneVersusRestCounts {
    let all = run.confusion.oneVersusRest
    guard label == published.count else { return all[label] }
    return OneVersusRestCounts(
      truePositives: all.reduce(0) { $0 + $1.truePositives },
      falsePositives: all.reduce(0) { $0 + $1.falsePositives },
      falseNegatives: all.reduce(0) { $0 + $1.falseNegatives },
      trueNegatives: all.reduce(0) { $0 + $1.trueNegatives })
  }
}
