/// One series of a ``BarChart``: a value for each category, with an interval where given.
public struct BarSeries: Sendable, Hashable {
  /// What the legend says.
  public var name: String
  /// One value for each category.
  public var values: [Double]
  /// Lower ends of intervals, empty for none.
  public var lower: [Double]
  /// Upper ends of intervals, empty for none.
  public var upper: [Double]

  public init(_ name: String, _ values: [Double], lower: [Double] = [], upper: [Double] = []) {
    precondition(
      lower.count == upper.count && (lower.isEmpty || lower.count == values.count),
      "expected \(values.count) interval ends in series \(name), found \(lower.count) and \(upper.count)")
    self.name = name
    self.values = values
    self.lower = lower
    self.upper = upper
  }
}

/// Bars over categories, grouped where there are several series.
public struct BarChart: CartesianChart {
  /// What stands above the chart.
  public var title: String
  /// What the categories are.
  public var categoryLabel: String
  /// The axis of the values; bars begin at zero.
  public var y: ChartAxis
  /// The categories from left to right.
  public var categories: [String]
  /// The series, each with a value for every category.
  public var series: [BarSeries]
  /// Whether the value stands above each bar, where there is room.
  public var showsValues: Bool
  /// A description that replaces the computed one.
  public var summary: String?

  public init(
    title: String, categoryLabel: String, y: ChartAxis, categories: [String], series: [BarSeries],
    showsValues: Bool = false, summary: String? = nil
  ) {
    for series in series {
      precondition(
        series.values.count == categories.count,
        "expected \(categories.count) values in series \(series.name), found \(series.values.count)")
    }
    self.title = title
    self.categoryLabel = categoryLabel
    self.y = y
    self.y.includesZero = true
    self.categories = categories
    self.series = series
    self.showsValues = showsValues
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let parts = series.map { series in
      let pairs = zip(categories, series.values).map { "\($0) \(NumberText.significant($1))" }
      return "\(series.name): " + pairs.joined(separator: ", ")
    }
    return "Bar chart of \(y.labelWithUnit) by \(categoryLabel). " + parts.joined(separator: "; ") + "."
  }

  /// One row for each bar.
  public var table: ChartTable {
    var rows: [[String]] = []
    for series in series {
      for index in categories.indices {
        let interval =
          series.lower.isEmpty ? ["", ""] : [series.lower[index], series.upper[index]].map(CSVText.number)
        rows.append([series.name, categories[index], CSVText.number(series.values[index])] + interval)
      }
    }
    return ChartTable(header: ["series", "category", "value", "lower", "upper"], rows: rows)
  }

  /// The key to the series; empty where none is needed.
  public var legend: [LegendEntry] {
    guard series.count > 1 else { return [] }
    return series.indices.map { LegendEntry(name: series[$0].name, series: $0, key: .box) }
  }

  /// The range that the x axis would have.
  public var xRange: ClosedRange<Double>? { nil }

  /// The range that the y axis would have.
  public var yRange: ClosedRange<Double>? { extent.isEmpty ? nil : extent.range(on: y) }

  /// The same chart with given ranges.
  public func settingRanges(x xRange: ClosedRange<Double>?, y yRange: ClosedRange<Double>?) -> BarChart {
    var copy = self
    copy.y.range = yRange ?? y.range
    return copy
  }

  private var extent: Extent { Extent(series.flatMap { $0.values + $0.lower + $0.upper }, on: y) }

  /// The height in pixels that suits a width.
  public func preferredHeight(width: Double) -> Double {
    (max(width * 0.625, min(width, 250)) + Frame.extraHeight(names: categories, width: width)).rounded()
  }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !extent.isEmpty else { return drawing.emptyFigure(title, in: area) }
    let skipped = series.map { $0.values.count { !y.canShow($0) } }.reduce(0, +)
    let frame = Frame(
      on: &drawing, in: area, title: title, legend: legend, x: .categories(label: categoryLabel, names: categories),
      y: .continuous(y, extent), footnote: Drawing.footnote(skipped: skipped))
    guard let position = frame.y else { return }
    let clip = drawing.clip(to: frame.plot)
    defer {
      if let zero = position(0) {
        drawing.line(
          from: Point(x: frame.plot.left, y: zero), to: Point(x: frame.plot.right, y: zero), class: "fl-axis")
      }
    }
    for index in series.indices {
      let bars = categories.indices.map { bar(series: index, category: $0, frame: frame, position: position) }
      var data = PathData()
      for case let bar? in bars { data.rectangle(bar) }
      drawing.path(data, class: "\(Palette.seriesClass(index)) fl-bar", clip: clip)
      drawIntervals(series[index], bars, position, clip, on: &drawing)
      if showsValues, series[index].lower.isEmpty { drawValues(series[index], bars, on: &drawing) }
      drawing.carry(tips(series[index], bars), in: frame.plot)
    }
  }

  private func tips(_ series: BarSeries, _ bars: [ChartRectangle?]) -> [(point: Point, text: String)] {
    let text = { (value: Double) in
      y.format == .percent ? NumberText.percent(value, decimals: 2) : NumberText.significant(value, digits: 4)
    }
    return bars.enumerated().compactMap { index, bar in
      guard let bar else { return nil }
      var lines = [categories[index]] + [series.name].filter { !$0.isEmpty } + [text(series.values[index])]
      if !series.lower.isEmpty, series.lower[index] != series.upper[index] {
        lines.append("\(text(series.lower[index])) to \(text(series.upper[index]))")
      }
      return (
        Point(x: bar.center.x, y: series.values[index] < 0 ? bar.bottom : bar.top), lines.joined(separator: " · ")
      )
    }
  }

  private func bar(series index: Int, category: Int, frame: Frame, position: Position) -> ChartRectangle? {
    let zero = y.scale == .linear ? position(0) ?? frame.plot.bottom : frame.plot.bottom
    guard let end = position(series[index].values[category]) else { return nil }
    let column = frame.column(category, of: categories.count)
    let width = column.width * 0.74 / Double(series.count)
    let left = column.left + column.width * 0.13 + Double(index) * width
    let gap = series.count > 1 ? min(1.5, width * 0.1) : 0
    return ChartRectangle(left: left, top: min(zero, end), width: width - gap, height: (zero - end).magnitude)
  }

  private func drawIntervals(
    _ series: BarSeries, _ bars: [ChartRectangle?], _ position: Position, _ clip: String, on drawing: inout Drawing
  ) {
    var data = PathData()
    for (index, bar) in bars.enumerated() where !series.lower.isEmpty {
      guard let bar, let low = position(series.lower[index]), let high = position(series.upper[index]) else { continue }
      data.intervalBar(
        from: Point(x: bar.center.x, y: low), to: Point(x: bar.center.x, y: high), cap: min(4, bar.width / 3))
    }
    drawing.path(data, class: "fl-rule", clip: clip)
  }

  private func drawValues(_ series: BarSeries, _ bars: [ChartRectangle?], on drawing: inout Drawing) {
    let texts = series.values.map {
      y.format == .percent ? NumberText.percent($0) : NumberText.significant($0, digits: 4)
    }
    let widest = texts.map { TextMetrics.width($0, size: 10) }.max() ?? 0
    guard let first = bars.compactMap(\.self).first, widest <= first.width * (self.series.count > 1 ? 1 : 1.25) else {
      return
    }
    for (index, bar) in bars.enumerated() {
      guard let bar else { continue }
      let row = series.values[index] < 0 ? bar.bottom + 11 : bar.top - 4
      drawing.text(texts[index], at: Point(x: bar.center.x, y: row), class: "fl-ink fl-small", anchor: .middle)
    }
  }
}
