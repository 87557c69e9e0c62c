/// One series of a ``LineChart``: a line with, where given, an interval around it and single traces behind it.
public struct LineSeries: Sendable, Hashable {
  /// What the legend says.
  public var name: String
  /// Where the values stand on the x axis.
  public var x: [Double]
  /// The values, such as the median over runs; the line is broken where a value is not finite.
  public var y: [Double]
  /// Lower ends of the interval, such as the first quartile; empty for none.
  public var lower: [Double]
  /// Upper ends of the interval, such as the third quartile; empty for none.
  public var upper: [Double]
  /// Single runs over the same x, drawn thinly; each may be shorter than x.
  public var traces: [[Double]]
  /// Single runs that are not drawn: a page shows them when the reader asks.
  public var members: [SeriesMember]

  /// Makes a series; all but traces and members must be as long as `x`.
  public init(
    _ name: String, x: [Double], y: [Double], lower: [Double] = [], upper: [Double] = [], traces: [[Double]] = [],
    members: [SeriesMember] = []
  ) {
    precondition(y.count == x.count, "expected \(x.count) y values in series \(name), found \(y.count)")
    precondition(
      lower.count == upper.count && (lower.isEmpty || lower.count == x.count),
      "expected \(x.count) interval ends in series \(name), found \(lower.count) and \(upper.count)")
    self.name = name
    self.x = x
    self.y = y
    self.lower = lower
    self.upper = upper
    self.traces = traces
    self.members = members
  }
}

/// Curves over a continuous axis, with bands or error bars.
public struct LineChart: CartesianChart {
  /// How the intervals of the series are drawn.
  public enum IntervalStyle: Sendable, Hashable {
    /// A filled band.
    case band
    /// A bar with caps at each point.
    case bars
  }

  /// What stands above the chart.
  public var title: String
  /// The horizontal axis.
  public var x: ChartAxis
  /// The vertical axis.
  public var y: ChartAxis
  /// The curves, in the order of the legend.
  public var series: [LineSeries]
  /// How intervals are drawn.
  public var intervals: IntervalStyle
  /// Whether single traces are drawn.
  public var showsTraces: Bool
  /// Published values that are marked.
  public var published: [PublishedValues]
  /// A description that replaces the computed one.
  public var summary: String?

  public init(
    title: String, x: ChartAxis, y: ChartAxis, series: [LineSeries], intervals: IntervalStyle = .band,
    showsTraces: Bool = false, published: [PublishedValues] = [], summary: String? = nil
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.intervals = intervals
    self.showsTraces = showsTraces
    self.published = published
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let parts = series.map { series in
      guard let last = series.y.last(where: \.isFinite) else { return "\(series.name): no values" }
      let values = series.y.filter(\.isFinite)
      return "\(series.name): \(values.count) points, from \(NumberText.significant(values[0])) to "
        + "\(NumberText.significant(last)), lowest \(NumberText.significant(values.min() ?? last)), "
        + "highest \(NumberText.significant(values.max() ?? last))"
    }
    return "Line chart of \(y.labelWithUnit) against \(x.labelWithUnit). "
      + (parts + published.map(\.description)).joined(separator: "; ") + "."
  }

  /// One row for each point of a curve or of a single trace.
  public var table: ChartTable {
    var rows: [[String]] = []
    for series in series {
      for index in series.x.indices {
        let interval =
          series.lower.isEmpty ? ["", ""] : [series.lower[index], series.upper[index]].map(CSVText.number)
        rows.append([series.name, CSVText.number(series.x[index]), CSVText.number(series.y[index])] + interval + [""])
      }
      for (run, trace) in series.traces.enumerated() {
        rows += zip(series.x, trace).map {
          [series.name, CSVText.number($0), CSVText.number($1), "", "", String(run + 1)]
        }
      }
    }
    let header = ["series", "x", "y", "lower", "upper", "trace"]
    return ChartTable(header: header, rows: rows + published.flatMap { $0.rows(columns: header.count) })
  }

  /// The key to the series; empty where none is needed.
  public var legend: [LegendEntry] {
    guard series.count > 1 || series.first?.name.isEmpty == false || !published.isEmpty else { return [] }
    return series.indices.map {
      LegendEntry(name: series[$0].name, series: $0, key: showsMarkers(series[$0]) ? .lineWithMarkers : .line)
    } + published.map(\.entry)
  }

  /// The range that the x axis would have.
  public var xRange: ClosedRange<Double>? { xExtent.isEmpty ? nil : xExtent.range(on: x) }

  /// The range that the y axis would have.
  public var yRange: ClosedRange<Double>? { yExtent.isEmpty ? nil : yExtent.range(on: y) }

  /// The same chart with given ranges.
  public func settingRanges(x xRange: ClosedRange<Double>?, y yRange: ClosedRange<Double>?) -> LineChart {
    var copy = self
    copy.x.range = xRange ?? x.range
    copy.y.range = yRange ?? y.range
    return copy
  }

  private var xExtent: Extent {
    var extent = Extent(series.flatMap(\.x), on: x)
    if !extent.isEmpty { extent.formUnion(Extent(published.flatMap(\.marks).compactMap(\.x), on: x)) }
    return extent
  }

  private var yExtent: Extent {
    var extent = Extent(series.flatMap { $0.y + $0.lower + $0.upper }, on: y)
    if showsTraces { extent.formUnion(Extent(series.flatMap { $0.traces.flatMap(\.self) }, on: y)) }
    if !extent.isEmpty { extent.formUnion(Extent(published.flatMap(\.marks).compactMap(\.y), on: y)) }
    return extent
  }

  private var skipped: Int {
    series.map { series in zip(series.x, series.y).count { !x.canShow($0) || !y.canShow($1) } }.reduce(0, +)
  }

  private func showsMarkers(_ series: LineSeries) -> Bool { series.x.count <= 25 }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !xExtent.isEmpty, !yExtent.isEmpty else { return drawing.emptyFigure(title, in: area) }
    let frame = Frame(
      on: &drawing, in: area, title: title, legend: legend, x: .continuous(x, xExtent), y: .continuous(y, yExtent),
      footnote: Drawing.footnote(skipped: skipped))
    let clip = drawing.clip(to: frame.plot)
    for index in series.indices where intervals == .band { drawBand(index, frame, clip, on: &drawing) }
    for index in series.indices where showsTraces {
      for trace in series[index].traces {
        let data = PathData(joining: frame.points(series[index].x, trace))
        drawing.path(data, class: "\(Palette.seriesClass(index)) fl-trace", clip: clip)
      }
    }
    for index in series.indices {
      if intervals == .bars { drawBars(index, frame, clip, on: &drawing) }
      let points = frame.points(series[index].x, series[index].y)
      drawing.path(
        PathData(joining: points.reduced()), class: "\(Palette.seriesClass(index)) fl-line",
        dash: Palette.dash(index), clip: clip)
      if showsMarkers(series[index]) {
        drawing.points(points.compactMap(\.self).filter(frame.contains), series: index, radius: 4)
      }
    }
    drawing.published(published, in: frame, clip: clip)
    carryValues(frame, on: &drawing)
  }

  /// The curves and the published points, for a script.
  private func carryValues(_ frame: Frame, on drawing: inout Drawing) {
    let curves = series.enumerated().map { index, series in
      CarriedSeries(
        name: series.name, series: index, x: series.x, y: series.y, lower: series.lower, upper: series.upper,
        members: series.members)
    }
    let marks = published.compactMap { set -> CarriedSeries? in
      let points = set.marks.compactMap { mark in mark.x.flatMap { x in mark.y.map { (x, $0) } } }
      return points.isEmpty
        ? nil : CarriedSeries(name: set.name, series: set.series ?? 0, x: points.map(\.0), y: points.map(\.1))
    }
    drawing.carry(curves + marks, x: x, y: y, in: frame)
  }

  private func drawBand(_ index: Int, _ frame: Frame, _ clip: String, on drawing: inout Drawing) {
    let series = series[index]
    guard !series.lower.isEmpty else { return }
    let lower = frame.points(series.x, series.lower)
    let upper = frame.points(series.x, series.upper)
    var data = PathData()
    var start = 0
    while start < lower.count {
      var end = start
      while end < lower.count, lower[end] != nil, upper[end] != nil { end += 1 }
      let outline = upper[start..<end].compactMap(\.self) + lower[start..<end].reversed().compactMap(\.self)
      for (position, point) in outline.enumerated() {
        if position == 0 { data.move(to: point) } else { data.line(to: point) }
      }
      if !outline.isEmpty { data.close() }
      start = end + 1
    }
    drawing.path(data, class: "\(Palette.seriesClass(index)) fl-band", clip: clip)
  }

  private func drawBars(_ index: Int, _ frame: Frame, _ clip: String, on drawing: inout Drawing) {
    let series = series[index]
    guard !series.lower.isEmpty else { return }
    var data = PathData()
    for (low, high) in zip(frame.points(series.x, series.lower), frame.points(series.x, series.upper)) {
      if let low, let high { data.intervalBar(from: low, to: high) }
    }
    drawing.path(data, class: "\(Palette.seriesClass(index)) fl-line", clip: clip)
  }
}
