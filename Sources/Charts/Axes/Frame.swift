/// What one side of a frame shows.
enum Guide: Sendable {
  /// A continuous axis with the extent of its data.
  case continuous(ChartAxis, Extent)
  /// Names side by side.
  case categories(label: String, names: [String])

  var label: String {
    switch self {
    case .continuous(let axis, _): axis.labelWithUnit
    case .categories(let label, _): label
    }
  }
}

/// Title, legend, axes and grid of a chart, with the area that is left for its marks.
struct Frame: Sendable {
  /// The area for marks.
  let plot: ChartRectangle
  /// The map of continuous x values.
  let x: Position?
  /// The map of continuous y values.
  let y: Position?

  private static let tickSize = 11.0
  private static let tickGap = 6.0

  /// The room that the label of the y axis takes.
  static let labelWidth = 19.0

  /// The length at which turned names are cut.
  private static let nameLimit = 120.0

  /// Draws the frame and leaves the area within.
  ///
  /// - Parameter grid: Whether grid lines are drawn; filled cells need none.
  init(
    on drawing: inout Drawing, in area: ChartRectangle, title: String, legend: [LegendEntry], x: Guide, y: Guide,
    footnote: String? = nil, grid: Bool = true
  ) {
    let xLabel = drawing.layout.hidesXLabel ? "" : x.label
    let yLabel = drawing.layout.hidesYLabel ? "" : y.label
    let inner = drawing.heading(title, legend: legend, footnote: footnote, in: area)

    // Ticks of y need only the height, within a few pixels: enough to know how wide their labels are.
    let yTarget = max(4, Int((inner.height - 45) / 32))
    let yTicks = Self.ticks(y, target: min(yTarget, 8))
    let yNames = Self.names(y) ?? yTicks?.ticks.labels ?? []
    let nameLimit = area.width * 0.35
    let yWidth = min(yNames.map { TextMetrics.width($0, size: Self.tickSize) }.max() ?? 0, nameLimit)
    let left = yWidth + Self.tickGap + (yLabel.isEmpty ? 0 : Self.labelWidth)

    var xTarget = 9
    var xTicks = Self.ticks(x, target: xTarget)
    let plotWidth = max(1, inner.width - left)
    while let ticks = xTicks?.ticks, xTarget > 2, Self.isCrowded(ticks, width: plotWidth) {
      xTarget -= 1
      xTicks = Self.ticks(x, target: xTarget)
    }
    let xNames = Self.names(x) ?? []
    let widest = xNames.map { TextMetrics.width($0, size: Self.tickSize) }.max() ?? 0
    let isTurned = Self.areTurned(widest: widest, count: xNames.count, width: plotWidth)
    let labelHeight = isTurned ? min(widest, Self.nameLimit) * 0.71 + 14 : 17
    let bottom = labelHeight + (xLabel.isEmpty ? 0 : 18)
    let right = (xTicks?.ticks.labels.last).map { TextMetrics.width($0, size: Self.tickSize) / 2 } ?? 0
    let plot = inner.inset(left: left, right: min(right, 24), bottom: bottom)

    self.plot = plot
    self.x = xTicks.map { Position(axis: $0.axis, range: $0.range, start: plot.left, end: plot.right) }
    self.y = yTicks.map { Position(axis: $0.axis, range: $0.range, start: plot.bottom, end: plot.top) }

    if let ticks = yTicks?.ticks { drawRows(ticks, grid: grid, on: &drawing) }
    if let ticks = xTicks?.ticks { drawColumns(ticks, grid: grid, on: &drawing) }
    drawRowNames(Self.names(y) ?? [], limit: nameLimit, on: &drawing)
    drawColumnNames(xNames, isTurned: isTurned, on: &drawing)
    drawAxisLabels(x: xLabel, y: yLabel, area: inner, on: &drawing)
  }

  /// The room below a plot that turned names take beyond that of upright ones.
  static func extraHeight(names: [String], width: Double) -> Double {
    let widest = names.map { TextMetrics.width($0, size: tickSize) }.max() ?? 0
    return areTurned(widest: widest, count: names.count, width: width - 60) ? min(widest, nameLimit) * 0.71 : 0
  }

  private static func areTurned(widest: Double, count: Int, width: Double) -> Bool {
    count > 0 && widest > width / Double(count) - 6
  }

  private static func ticks(
    _ guide: Guide, target: Int
  ) -> (axis: ChartAxis, range: ClosedRange<Double>, ticks: Ticks)? {
    guard case .continuous(let axis, let extent) = guide else { return nil }
    let range = extent.range(on: axis)
    return (axis, range, Ticks(range, axis: axis, target: target))
  }

  private static func names(_ guide: Guide) -> [String]? {
    guard case .categories(_, let names) = guide else { return nil }
    return names
  }

  private static func isCrowded(_ ticks: Ticks, width: Double) -> Bool {
    let needed = ticks.labels.map { TextMetrics.width($0, size: tickSize) + 12 }.reduce(0, +)
    return needed > width
  }

  private func drawRows(_ ticks: Ticks, grid: Bool, on drawing: inout Drawing) {
    guard let y else { return }
    var lines = PathData()
    for (value, label) in zip(ticks.values, ticks.labels) {
      guard let row = y(value) else { continue }
      lines.move(to: Point(x: grid ? plot.left : plot.left - 4, y: row))
      lines.line(to: Point(x: grid ? plot.right : plot.left, y: row))
      drawing.text(
        label, at: Point(x: plot.left - Self.tickGap, y: row + 4), class: "fl-tick", anchor: .end)
    }
    drawing.path(lines, class: grid ? "fl-grid" : "fl-axis")
    var marks = PathData()
    for value in ticks.minor {
      guard let row = y(value) else { continue }
      marks.move(to: Point(x: plot.left, y: row))
      marks.line(to: Point(x: plot.left + 3, y: row))
    }
    if !ticks.minor.isEmpty {
      marks.move(to: Point(x: plot.left, y: plot.top))
      marks.line(to: Point(x: plot.left, y: plot.bottom))
    }
    drawing.path(marks, class: "fl-axis")
  }

  private func drawColumns(_ ticks: Ticks, grid: Bool, on drawing: inout Drawing) {
    guard let x else { return }
    var lines = PathData()
    var marks = PathData()
    for (value, label) in zip(ticks.values, ticks.labels) {
      guard let column = x(value) else { continue }
      if grid {
        lines.move(to: Point(x: column, y: plot.top))
        lines.line(to: Point(x: column, y: plot.bottom))
      }
      marks.move(to: Point(x: column, y: plot.bottom))
      marks.line(to: Point(x: column, y: plot.bottom + 4))
      drawing.text(label, at: Point(x: column, y: plot.bottom + 16), class: "fl-tick", anchor: .middle)
    }
    for value in ticks.minor {
      guard let column = x(value) else { continue }
      marks.move(to: Point(x: column, y: plot.bottom))
      marks.line(to: Point(x: column, y: plot.bottom + 2.5))
    }
    marks.move(to: Point(x: plot.left, y: plot.bottom))
    marks.line(to: Point(x: plot.right, y: plot.bottom))
    drawing.path(lines, class: "fl-grid")
    drawing.path(marks, class: "fl-axis")
  }

  private func drawRowNames(_ names: [String], limit: Double, on drawing: inout Drawing) {
    for (index, name) in names.enumerated() {
      let row = plot.top + plot.height * (Double(index) + 0.5) / Double(names.count)
      drawing.text(
        TextMetrics.fit(name, size: Self.tickSize, width: limit), at: Point(x: plot.left - Self.tickGap, y: row + 4),
        class: "fl-ink", anchor: .end)
    }
  }

  private func drawColumnNames(_ names: [String], isTurned: Bool, on drawing: inout Drawing) {
    for (index, name) in names.enumerated() {
      let column = plot.left + plot.width * (Double(index) + 0.5) / Double(names.count)
      if isTurned {
        drawing.text(
          TextMetrics.fit(name, size: Self.tickSize, width: min(Self.nameLimit, column / 0.72)),
          at: Point(x: column + 4, y: plot.bottom + 13),
          class: "fl-ink", anchor: .end, degrees: -45)
      } else {
        drawing.text(name, at: Point(x: column, y: plot.bottom + 16), class: "fl-ink", anchor: .middle)
      }
    }
  }

  private func drawAxisLabels(x: String, y: String, area: ChartRectangle, on drawing: inout Drawing) {
    if !x.isEmpty {
      let text = TextMetrics.fit(x, size: 12, width: area.width)
      let half = TextMetrics.width(text, size: 12) / 2
      let middle = max(area.left + half, min(plot.center.x, area.right - half))
      drawing.text(text, at: Point(x: middle, y: area.bottom - 3), class: "fl-strong", anchor: .middle)
    }
    if !y.isEmpty {
      let text = TextMetrics.fit(y, size: 12, width: area.height)
      let half = TextMetrics.width(text, size: 12) / 2
      let middle = max(area.top + half, min(plot.center.y, area.bottom - half))
      drawing.text(
        text, at: Point(x: area.left + 10, y: middle), class: "fl-strong", anchor: .middle, degrees: -90)
    }
  }
}
