/// One row of an ``IntervalChart``.
public struct IntervalRow: Sendable, Hashable {
  /// What the row is about.
  public var name: String
  /// The published value, `nil` where none was given.
  public var published: Double?
  /// Our value, such as the median over seeds; `nil` where there is none.
  public var value: Double?
  /// The lower end of our interval.
  public var lower: Double?
  /// The upper end of our interval.
  public var upper: Double?
  /// What stands to the right, such as the verdict.
  public var note: String

  public init(
    _ name: String, published: Double? = nil, value: Double? = nil, lower: Double? = nil, upper: Double? = nil,
    note: String = ""
  ) {
    self.name = name
    self.published = published
    self.value = value
    self.lower = lower
    self.upper = upper
    self.note = note
  }
}

/// Published values beside our intervals, one row for each number.
public struct IntervalChart: CartesianChart {
  /// What stands above the chart.
  public var title: String
  /// The axis of the values.
  public var x: ChartAxis
  /// The rows from top to bottom.
  public var rows: [IntervalRow]
  /// What the interval bars are, in the legend.
  public var valueName: String
  /// What the diamonds are, in the legend.
  public var publishedName: String
  /// A description that replaces the computed one.
  public var summary: String?

  public init(
    title: String, x: ChartAxis, rows: [IntervalRow], valueName: String = "ours: median, 95 % interval",
    publishedName: String = "published", summary: String? = nil
  ) {
    self.title = title
    self.x = x
    self.rows = rows
    self.valueName = valueName
    self.publishedName = publishedName
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let text = { (value: Double?) in value.map { NumberText.significant($0, digits: 4) } ?? "none" }
    let parts = rows.map { row in
      var part = row.name + ": " + (hasPublished ? "published \(text(row.published)), ours " : "") + text(row.value)
      if row.lower != nil || row.upper != nil { part += " (\(text(row.lower)) to \(text(row.upper)))" }
      return row.note.isEmpty ? part : part + ", \(row.note)"
    }
    return "Intervals of \(x.labelWithUnit). " + parts.joined(separator: "; ") + "."
  }

  public var table: ChartTable {
    ChartTable(
      header: ["name", "published", "value", "lower", "upper", "note"],
      rows: rows.map { row in
        [row.name] + [row.published, row.value, row.lower, row.upper].map { CSVText.number($0) } + [row.note]
      })
  }

  /// The key to the series; empty where none is needed.
  public var legend: [LegendEntry] {
    let value = LegendEntry(name: valueName, series: 0, key: .lineWithMarkers)
    let published = LegendEntry(name: publishedName, series: LegendEntry.ink, key: .published)
    return hasPublished ? [value, published] : [value]
  }

  private var hasPublished: Bool { rows.contains { $0.published != nil } }

  /// The height in pixels that suits a width.
  public func preferredHeight(width: Double) -> Double { 110 + 26 * Double(max(2, rows.count)) }

  /// The range that the x axis would have.
  public var xRange: ClosedRange<Double>? { extent.isEmpty ? nil : extent.range(on: x) }

  /// The range that the y axis would have.
  public var yRange: ClosedRange<Double>? { nil }

  /// The same chart with given ranges.
  public func settingRanges(x xRange: ClosedRange<Double>?, y yRange: ClosedRange<Double>?) -> IntervalChart {
    var copy = self
    copy.x.range = xRange ?? x.range
    return copy
  }

  private var numbers: [Double] { rows.flatMap { [$0.published, $0.value, $0.lower, $0.upper].compactMap(\.self) } }
  private var extent: Extent { Extent(numbers, on: x) }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !extent.isEmpty else { return drawing.emptyFigure(title, in: area) }
    let noteWidth = min(area.width * 0.3, (rows.map { TextMetrics.width($0.note, size: 11) }.max() ?? 0))
    let skipped = numbers.count { !x.canShow($0) }
    let inner = drawing.heading(title, legend: legend, footnote: Drawing.footnote(skipped: skipped), in: area)
    let frame = drawing.untitled {
      Frame(
        on: &$0, in: inner.inset(right: noteWidth > 0 ? noteWidth + 10 : 0), title: "", legend: [],
        x: .continuous(x, extent), y: .categories(label: "", names: rows.map(\.name)))
    }
    let clip = drawing.clip(to: frame.plot.inset(left: -6, top: 0, right: -6, bottom: 0))
    var lines = PathData()
    for (index, row) in rows.enumerated() {
      let middle = frame.row(index, of: rows.count).center.y
      lines.move(to: Point(x: frame.plot.left, y: middle))
      lines.line(to: Point(x: frame.plot.right, y: middle))
      let note = TextMetrics.fit(row.note, size: 11, width: noteWidth + 1)
      if !note.isEmpty {
        drawing.text(note, at: Point(x: area.right - noteWidth, y: middle + 4), class: "fl-ink")
      }
    }
    drawing.path(lines, class: "fl-grid", dash: "2 3")
    for (index, row) in rows.enumerated() {
      draw(row, at: frame.row(index, of: rows.count).center.y, frame: frame, clip: clip, on: &drawing)
    }
    let tips = rows.enumerated().compactMap { index, row -> (point: Point, text: String)? in
      let y = frame.row(index, of: rows.count).center.y
      return (row.value ?? row.published).flatMap { frame.x?($0) }.map { (Point(x: $0, y: y), tip(row)) }
    }
    drawing.carry(tips, in: frame.plot)
  }

  private func tip(_ row: IntervalRow) -> String {
    let text = { (value: Double) in
      x.format == .percent ? NumberText.percent(value, decimals: 2) : NumberText.significant(value, digits: 4)
    }
    var lines = [row.name]
    if let published = row.published { lines.append("\(publishedName) \(text(published))") }
    if let value = row.value { lines.append("\(hasPublished ? "ours " : "")\(text(value))") }
    if let lower = row.lower, let upper = row.upper { lines.append("\(text(lower)) to \(text(upper))") }
    return (lines + [row.note].filter { !$0.isEmpty }).joined(separator: " · ")
  }

  private func draw(_ row: IntervalRow, at y: Double, frame: Frame, clip: String, on drawing: inout Drawing) {
    let position = { (value: Double?) in
      value.flatMap { frame.x?($0) }.map { Point(x: $0, y: y) }
    }
    if let low = position(row.lower), let high = position(row.upper) {
      var data = PathData()
      data.intervalBar(from: low, to: high, cap: 5)
      drawing.path(data, class: "\(Palette.seriesClass(0)) fl-line", clip: clip)
    }
    if let published = position(row.published), frame.contains(published) {
      drawing.diamonds([published], class: "fl-published", radius: 6)
    }
    if let value = position(row.value), frame.contains(value) { drawing.points([value], series: 0, radius: 3.6) }
  }
}
