/// One distribution of a ``Histogram``: how many values fall into each bin.
public struct HistogramSeries: Sendable, Hashable {
  /// What the legend says.
  public var name: String
  /// One count for each bin.
  public var counts: [Double]
  /// Values that fell into no bin or were not finite.
  public var skipped: Int

  /// Makes a series from counts.
  public init(_ name: String, counts: [Double], skipped: Int = 0) {
    self.name = name
    self.counts = counts
    self.skipped = skipped
  }

  /// Counts values into bins; a bin holds its lower edge, the last one also its upper edge.
  public init(_ name: String, values: [Double], edges: [Double]) {
    var counts = [Double](repeating: 0, count: max(0, edges.count - 1))
    var skipped = 0
    for value in values {
      guard let first = edges.first, let last = edges.last, value >= first, value <= last else {
        skipped += 1
        continue
      }
      var (low, high) = (0, edges.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if edges[middle] <= value { low = middle } else { high = middle }
      }
      counts[low] += 1
    }
    self.init(name, counts: counts, skipped: skipped)
  }
}

/// Distributions over common bins, as counts or shares; several are overlaid as outlines.
public struct Histogram: CartesianChart {
  /// What the height of a bin says.
  public enum Measure: Sendable, Hashable {
    /// The number of values in the bin.
    case count
    /// The share of its series' values in the bin.
    case share
  }

  /// What stands above the chart.
  public var title: String
  /// The axis of the values.
  public var x: ChartAxis
  /// The axis of counts or shares.
  public var y: ChartAxis
  /// The edges of the bins, ascending, one more than there are bins.
  public var edges: [Double]
  /// The distributions.
  public var series: [HistogramSeries]
  /// What heights say.
  public var measure: Measure
  /// A description that replaces the computed one.
  public var summary: String?

  /// Makes a histogram over given bins.
  public init(
    title: String, x: ChartAxis, edges: [Double], series: [HistogramSeries], measure: Measure = .count,
    y: ChartAxis? = nil, summary: String? = nil
  ) {
    for series in series {
      precondition(
        series.counts.count == max(0, edges.count - 1),
        "expected \(max(0, edges.count - 1)) counts in series \(series.name), found \(series.counts.count)")
    }
    self.title = title
    self.x = x
    self.y = y ?? (measure == .count ? ChartAxis("Count") : ChartAxis("Share", format: .percent))
    if self.y.scale == .linear { self.y.includesZero = true }
    self.edges = edges
    self.series = series
    self.measure = measure
    self.summary = summary
  }

  /// Equal bins over all finite values.
  public static func edges(covering values: some Sequence<Double>, bins: Int) -> [Double] {
    let range = Extent(values, on: ChartAxis("")).range(on: ChartAxis("", includesZero: false))
    let extent = Extent(values, on: ChartAxis(""))
    let low = extent.lowest ?? 0
    let high = extent.highest ?? 1
    let (start, end) = low < high ? (low, high) : (range.lowerBound, range.upperBound)
    let width = (end - start) / Double(max(1, bins))
    return (0...max(1, bins)).map { $0 == max(1, bins) ? end : start + Double($0) * width }
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let parts = series.map { series in
      let total = series.counts.reduce(0, +)
      guard let highest = series.counts.indices.max(by: { series.counts[$0] < series.counts[$1] }), total > 0 else {
        return "\(series.name): no values"
      }
      return "\(series.name): \(NumberText.significant(total, digits: 6)) values, most between "
        + "\(NumberText.significant(edges[highest])) and \(NumberText.significant(edges[highest + 1]))"
    }
    return "Histogram of \(x.labelWithUnit) in \(max(0, edges.count - 1)) bins. " + parts.joined(separator: "; ") + "."
  }

  /// One row for each bin of each series.
  public var table: ChartTable {
    let rows = series.flatMap { series in
      series.counts.indices.map { index in
        [series.name] + [edges[index], edges[index + 1], series.counts[index]].map(CSVText.number)
      }
    }
    return ChartTable(header: ["series", "from", "to", "count"], rows: rows)
  }

  /// The key to the series; empty where none is needed.
  public var legend: [LegendEntry] {
    guard series.count > 1 else { return [] }
    return series.indices.map { LegendEntry(name: series[$0].name, series: $0, key: .line) }
  }

  /// The range that the x axis would have.
  public var xRange: ClosedRange<Double>? { isEmpty ? nil : edgeRange }

  /// The range that the y axis would have.
  public var yRange: ClosedRange<Double>? { isEmpty ? nil : yExtent.range(on: y) }

  /// The same chart with given ranges.
  public func settingRanges(x xRange: ClosedRange<Double>?, y yRange: ClosedRange<Double>?) -> Histogram {
    var copy = self
    copy.x.range = xRange ?? x.range
    copy.y.range = yRange ?? y.range
    return copy
  }

  private var isEmpty: Bool { yExtent.isEmpty || !series.contains { $0.counts.contains { $0 > 0 } } }
  private var yExtent: Extent { Extent(series.flatMap(heights), on: y) }

  /// Bins need no air beside them.
  private var edgeRange: ClosedRange<Double>? {
    let extent = Extent(edges, on: x)
    guard let low = extent.lowest, let high = extent.highest, low < high else { return nil }
    return x.range ?? low...high
  }

  private func heights(_ series: HistogramSeries) -> [Double] {
    let total = series.counts.reduce(0, +)
    return measure == .count || total == 0 ? series.counts : series.counts.map { $0 / total }
  }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !isEmpty, let edgeRange else { return drawing.emptyFigure(title, in: area) }
    var axis = x
    axis.range = edgeRange
    let frame = Frame(
      on: &drawing, in: area, title: title, legend: legend, x: .continuous(axis, Extent(edges, on: x)),
      y: .continuous(y, yExtent), footnote: Drawing.footnote(skipped: series.map(\.skipped).reduce(0, +)))
    let clip = drawing.clip(to: frame.plot)
    for (index, series) in series.enumerated() {
      let outline = outline(heights(series), frame)
      drawing.path(outline.area, class: "\(Palette.seriesClass(index)) fl-band", clip: clip)
      drawing.path(
        outline.line, class: "\(Palette.seriesClass(index)) fl-line", dash: Palette.dash(index), clip: clip)
    }
  }

  private func outline(_ heights: [Double], _ frame: Frame) -> (area: PathData, line: PathData) {
    var points: [Point?] = []
    for (index, height) in heights.enumerated() {
      let row = frame.y?(height) ?? frame.plot.bottom
      for edge in [edges[index], edges[index + 1]] {
        points.append(frame.x?(edge).map { Point(x: $0, y: row) })
      }
    }
    let shown = points.compactMap(\.self)
    guard let first = shown.first, let last = shown.last else { return (PathData(), PathData()) }
    let feet = [Point(x: last.x, y: frame.plot.bottom), Point(x: first.x, y: frame.plot.bottom)]
    var area = PathData(joining: shown + feet)
    area.close()
    return (area, PathData(joining: [feet[1]] + shown + [feet[0]]))
  }
}
