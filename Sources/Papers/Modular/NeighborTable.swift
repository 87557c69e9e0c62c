import FledgeMetrics
import FledgeReports

/// The report's table of what five neighbours make of four-dimensional codes: its numbers and ours.
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

  static func grid(_ id: String, number: String?, caption: String, _ runs: [LatentRun]) -> NumberGrid {
    let classes = published.indices.map { label in
      let counts = runs.map { $0.confusion.oneVersusRest[label] }
      return row("class\(label)", "\(label)", published[label], counts)
    }
    let totals = runs.map { run in
      let all = run.confusion.oneVersusRest
      return OneVersusRestCounts(
        truePositives: all.reduce(0) { $0 + $1.truePositives },
        falsePositives: all.reduce(0) { $0 + $1.falsePositives },
        falseNegatives: all.reduce(0) { $0 + $1.falseNegatives },
        trueNegatives: all.reduce(0) { $0 + $1.trueNegatives })
    }
    return NumberGrid(
      id, number: number, caption: caption, rowTitle: "Class",
      columns: [
        GridColumn("tp", "TP"), GridColumn("fp", "FP"), GridColumn("fn", "FN"), GridColumn("tn", "TN"),
        GridColumn("accuracy", "One-against-rest accuracy"),
      ],
      rows: classes + [row("total", "Total", publishedTotal, totals)])
  }

  private static func row(
    _ id: String, _ title: String, _ published: [Published], _ counts: [OneVersusRestCounts]
  ) -> GridRow {
    let columns: [(OneVersusRestCounts) -> Double] = [
      { Double($0.truePositives) }, { Double($0.falsePositives) }, { Double($0.falseNegatives) },
      { Double($0.trueNegatives) }, { $0.oneVersusRestAccuracy },
    ]
    return GridRow(id, title, zip(published, columns).map { GridCell($0, .seeds(counts.map($1))) })
  }
}
