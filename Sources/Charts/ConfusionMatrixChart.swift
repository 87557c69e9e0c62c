/// Actual against predicted classes, with counts and the share of each row.
public struct ConfusionMatrixChart: Chart {
  /// What stands above the chart.
  public var title: String
  /// The names of the classes.
  public var classes: [String]
  /// `counts[actual][predicted]`.
  public var counts: [[Int]]
  /// A description that replaces the computed one.
  public var summary: String?

  public init(title: String, classes: [String], counts: [[Int]], summary: String? = nil) {
    precondition(
      counts.count == classes.count && counts.allSatisfy { $0.count == classes.count },
      "expected \(classes.count) × \(classes.count) counts in confusion matrix \(title)")
    self.title = title
    self.classes = classes
    self.counts = counts
    self.summary = summary
  }

  private var total: Int { counts.map { $0.reduce(0, +) }.reduce(0, +) }
  private var correct: Int { classes.indices.map { counts[$0][$0] }.reduce(0, +) }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    guard total > 0 else { return "Confusion matrix without counts." }
    var text = "Confusion matrix: \(correct) of \(total) right"
    let errors = classes.indices.flatMap { actual in
      classes.indices.filter { $0 != actual }.map { (actual, $0, counts[actual][$0]) }
    }
    if let worst = errors.max(by: { $0.2 < $1.2 }), worst.2 > 0 {
      text += "; most frequent error: \(classes[worst.0]) taken for \(classes[worst.1]), \(worst.2) times"
    }
    return text + "."
  }

  /// One row for each pair of classes.
  public var table: ChartTable {
    ChartTable(
      header: ["actual", "predicted", "count", "row_share"],
      rows: classes.indices.flatMap { actual in
        classes.indices.map { predicted in
          [classes[actual], classes[predicted], String(counts[actual][predicted])]
            + [share(actual, predicted).map { CSVText.number($0) } ?? ""]
        }
      })
  }

  /// The height in pixels that suits a width.
  public func preferredHeight(width: Double) -> Double { min(width, 100 + 44 * Double(max(classes.count, 3))) }

  private func share(_ actual: Int, _ predicted: Int) -> Double? {
    let row = counts[actual].reduce(0, +)
    return row > 0 ? Double(counts[actual][predicted]) / Double(row) : nil
  }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard total > 0 else { return drawing.emptyFigure(title, in: area) }
    let accuracy = NumberText.percent(Double(correct) / Double(total), decimals: 2)
    let frame = Frame(
      on: &drawing, in: area, title: title, legend: [], x: .categories(label: "Predicted class", names: classes),
      y: .categories(label: "Actual class", names: classes),
      footnote: "Count and share of the row; \(correct) of \(total) right (\(accuracy))", grid: false)
    let widest = TextMetrics.width(String(counts.joined().max() ?? 0), size: 11)
    let hasRoom = widest <= frame.plot.width / Double(classes.count) - 4
    for actual in classes.indices {
      for predicted in classes.indices {
        let across = frame.column(predicted, of: classes.count)
        let down = frame.row(actual, of: classes.count)
        let cell = ChartRectangle(left: across.left, top: down.top, width: across.width, height: down.height)
        let share = share(actual, predicted) ?? 0
        let count = counts[actual][predicted]
        let lines = count == 0 ? ["0"] : [String(count), NumberText.percent(share)]
        // The square root lets the rare errors be seen beside the diagonal.
        drawing.cell(hasRoom ? lines : [], share: share.squareRoot(), in: cell)
      }
    }
  }
}
