/// A table of numbers as shaded cells, each with its value where there is room.
///
/// Larger values are more strongly coloured, on light and on dark paper.
public struct Heatmap: Chart {
  /// What stands above the chart.
  public var title: String
  public var columnLabel: String
  public var rowLabel: String
  /// The columns from left to right.
  public var columns: [String]
  /// The rows from top to bottom.
  public var rows: [String]
  /// The values by row; a value that is not finite leaves its cell empty.
  public var values: [[Double]]
  /// What the values are, with their unit.
  public var valueLabel: String
  /// The values with the weakest and the strongest colour; computed from the data when `nil`.
  public var range: ClosedRange<Double>?
  /// Significant digits of the values in the cells.
  public var digits: Int
  /// How values become colours.
  public var scale: ChartAxis.Scale
  /// A cell that is outlined, and what it is.
  public var marked: MarkedCell?
  /// A description that replaces the computed one.
  public var summary: String?

  /// A cell that is outlined.
  public struct MarkedCell: Sendable, Hashable {
    public var row: Int
    public var column: Int
    /// What it is, such as "chosen by the report".
    public var meaning: String

    public init(row: Int, column: Int, meaning: String) {
      self.row = row
      self.column = column
      self.meaning = meaning
    }
  }

  public init(
    title: String, columnLabel: String, rowLabel: String, columns: [String], rows: [String], values: [[Double]],
    valueLabel: String, range: ClosedRange<Double>? = nil, digits: Int = 3, scale: ChartAxis.Scale = .linear,
    marked: MarkedCell? = nil, summary: String? = nil
  ) {
    precondition(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count },
      "expected \(rows.count) × \(columns.count) values in heatmap \(title)")
    self.title = title
    self.columnLabel = columnLabel
    self.rowLabel = rowLabel
    self.columns = columns
    self.rows = rows
    self.values = values
    self.valueLabel = valueLabel
    self.range = range
    self.digits = digits
    self.scale = scale
    self.marked = marked
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    var text = "Heatmap of \(valueLabel) by \(rowLabel) and \(columnLabel)."
    let cells = rows.indices.flatMap { row in columns.indices.map { (row, $0, values[row][$0]) } }
      .filter { $0.2.isFinite }
    if let lowest = cells.min(by: { $0.2 < $1.2 }), let highest = cells.max(by: { $0.2 < $1.2 }) {
      for (name, cell) in [("Lowest", lowest), ("Highest", highest)] {
        text += " \(name): \(NumberText.significant(cell.2, digits: digits)) at \(rowLabel) \(rows[cell.0]), "
        text += "\(columnLabel) \(columns[cell.1])."
      }
    }
    if let marked { text += " Outlined: \(rowLabel) \(rows[marked.row]), \(columnLabel) \(columns[marked.column])." }
    return text
  }

  /// One row for each cell.
  public var table: ChartTable {
    ChartTable(
      header: [rowLabel, columnLabel, valueLabel],
      rows: rows.indices.flatMap { row in
        columns.indices.map { [rows[row], columns[$0], CSVText.number(values[row][$0])] }
      })
  }

  /// The height in pixels that suits a width.
  public func preferredHeight(width: Double) -> Double { min(width, 110 + 46 * Double(max(rows.count, 2))) }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    let finite = values.flatMap(\.self).filter { $0.magnitude <= 1e300 }
    guard let lowest = finite.min(), let highest = finite.max() else {
      return drawing.emptyFigure(title, in: area)
    }
    let missing = rows.count * columns.count - finite.count
    let empty = missing == 0 ? nil : "\(missing) of \(rows.count * columns.count) cells without a finite value"
    let notes = [marked.map { "outlined: \($0.meaning)" }, empty].compactMap(\.self)
    let note = notes.isEmpty ? nil : notes.joined(separator: "; ")
    let inner = drawing.heading(title, legend: [], footnote: note, in: area)
    let low = range?.lowerBound ?? lowest
    let high = range?.upperBound ?? highest
    drawing.shadeKey(
      valueLabel + (scale == .logarithmic ? ", log" : ""), from: low, to: high, digits: digits, in: inner)
    let frame = drawing.untitled {
      Frame(
        on: &$0, in: inner.inset(top: 20), title: "", legend: [], x: .categories(label: columnLabel, names: columns),
        y: .categories(label: rowLabel, names: rows), grid: false)
    }
    let texts = values.map { $0.map { $0.isFinite ? NumberText.significant($0, digits: digits) : "–" } }
    let widest = texts.joined().map { TextMetrics.width($0, size: 11) }.max() ?? 0
    let hasRoom = widest <= frame.plot.width / Double(columns.count) - 4
    for row in rows.indices {
      for column in columns.indices {
        let value = values[row][column]
        let across = frame.column(column, of: columns.count)
        let down = frame.row(row, of: rows.count)
        let cell = ChartRectangle(left: across.left, top: down.top, width: across.width, height: down.height)
        let share = Self.share(value, from: low, to: high, scale)
        drawing.cell(
          hasRoom ? [texts[row][column]] : [], share: value.magnitude <= 1e300 ? share : nil, in: cell)
      }
    }
    guard let marked else { return }
    let (across, down) = (frame.column(marked.column, of: columns.count), frame.row(marked.row, of: rows.count))
    var outline = PathData()
    outline.rectangle(
      ChartRectangle(left: across.left, top: down.top, width: across.width, height: down.height)
        .inset(left: 1, top: 1, right: 2, bottom: 2))
    drawing.path(outline, class: "fl-outline")
  }

  /// Where a value lies between the weakest and the strongest colour.
  private static func share(_ value: Double, from low: Double, to high: Double, _ scale: ChartAxis.Scale) -> Double {
    guard high > low else { return 0.5 }
    guard scale == .logarithmic, low > 0 else { return (value / 2 - low / 2) / (high / 2 - low / 2) }
    return value > 0 ? Logarithm.base10(value / low) / Logarithm.base10(high / low) : 0
  }
}

extension Drawing {
  /// How strongly a cell is coloured for a share from 0 to 1.
  private static func opacity(_ share: Double) -> Double { 0.04 + 0.96 * min(max(share, 0), 1) }

  /// Draws a shaded cell with up to two lines of text; an outline only when there is no share.
  mutating func cell(_ lines: [String], share: Double?, in area: ChartRectangle) {
    let gap = min(area.width, area.height) > 8 ? 1.0 : 0
    let box = area.inset(right: gap, bottom: gap)
    if let share {
      rectangle(box, class: "fl-shade", opacity: Self.opacity(share))
    } else {
      var outline = PathData()
      outline.rectangle(box)
      path(outline, class: "fl-grid", dash: "2 2")
    }
    let shown = lines.prefix(Int((box.height - 2) / 13)).filter { TextMetrics.width($0, size: 10.5) <= box.width - 3 }
    let isStrong = Self.opacity(share ?? 0) > 0.8
    for (index, line) in shown.enumerated() {
      let row = box.center.y + 4 + (Double(index) - Double(shown.count - 1) / 2) * 13
      let size = index == 0 ? "" : " fl-small"
      text(
        line, at: Point(x: box.center.x, y: row), class: (isStrong ? "fl-onfull" : "fl-ink") + size, anchor: .middle)
    }
  }

  /// Draws the key of shaded cells: a strip from weak to strong with the values of its ends.
  mutating func shadeKey(_ label: String, from low: Double, to high: Double, digits: Int, in area: ChartRectangle) {
    let steps = 12
    let lowText = NumberText.significant(low, digits: digits)
    let lowWidth = TextMetrics.width(lowText, size: 11)
    let name = TextMetrics.fit(label, size: 12, width: max(20, area.width - lowWidth - 180))
    text(name, at: Point(x: area.left, y: area.top + 11), class: "fl-strong")
    let left = area.left + TextMetrics.width(name, size: 12) + 14
    text(lowText, at: Point(x: left, y: area.top + 11), class: "fl-tick")
    let strip = ChartRectangle(left: left + lowWidth + 6, top: area.top + 2, width: 84, height: 10)
    for step in 0..<steps {
      let width = strip.width / Double(steps)
      rectangle(
        ChartRectangle(left: strip.left + Double(step) * width, top: strip.top, width: width, height: strip.height),
        class: "fl-shade", opacity: Self.opacity(Double(step) / Double(steps - 1)))
    }
    text(
      NumberText.significant(high, digits: digits), at: Point(x: strip.right + 6, y: area.top + 11), class: "fl-tick")
  }

  /// Runs `body` without room kept for titles, since the heading is drawn already.
  mutating func untitled<Result>(_ body: (inout Drawing) -> Result) -> Result {
    let lines = layout.reservedTitleLines
    layout.reservedTitleLines = 0
    defer { layout.reservedTitleLines = lines }
    return body(&self)
  }
}
