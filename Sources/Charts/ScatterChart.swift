/// One class of points in a ``ScatterChart``.
public struct PointClass: Sendable, Hashable {
  /// What the legend says.
  public var name: String
  /// The horizontal values.
  public var x: [Double]
  /// The vertical values, as many as `x`.
  public var y: [Double]

  public init(_ name: String, x: [Double], y: [Double]) {
    precondition(x.count == y.count, "expected \(x.count) y values in class \(name), found \(y.count)")
    self.name = name
    self.x = x
    self.y = y
  }
}

/// Points in the plane, coloured and shaped by class, with curves over them where wanted.
///
/// Each class is one path whose vertices carry a marker: 10,000 points take about 100 kB.
public struct ScatterChart: CartesianChart {
  /// What stands above the chart.
  public var title: String
  /// The horizontal axis.
  public var x: ChartAxis
  /// The vertical axis.
  public var y: ChartAxis
  public var classes: [PointClass]
  /// Curves over the points, such as fitted lines.
  public var lines: [LineSeries]
  /// Whether each class is named at the median of its points, as suits maps with many points.
  public var labelsClasses: Bool
  /// A description that replaces the computed one.
  public var summary: String?

  public init(
    title: String, x: ChartAxis, y: ChartAxis, classes: [PointClass], lines: [LineSeries] = [],
    labelsClasses: Bool = false,
    summary: String? = nil
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.classes = classes
    self.lines = lines
    self.labelsClasses = labelsClasses
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let parts = classes.map { "\($0.name): \($0.x.count) points" } + lines.map { "curve \($0.name)" }
    return "Scatter chart of \(y.labelWithUnit) against \(x.labelWithUnit). " + parts.joined(separator: "; ") + "."
  }

  /// One row for each point.
  public var table: ChartTable {
    let named = classes.map { ($0.name, $0.x, $0.y) } + lines.map { ($0.name, $0.x, $0.y) }
    return ChartTable(
      header: ["class", "x", "y"],
      rows: named.flatMap { name, xs, ys in zip(xs, ys).map { [name, CSVText.number($0), CSVText.number($1)] } })
  }

  /// The key to the series; empty where none is needed.
  public var legend: [LegendEntry] {
    classes.indices.map { LegendEntry(name: classes[$0].name, series: $0, key: .marker) }
      + lines.indices.map { LegendEntry(name: lines[$0].name, series: lineIndex($0), key: .line) }
  }

  /// The range that the x axis would have.
  public var xRange: ClosedRange<Double>? { xExtent.isEmpty ? nil : xExtent.range(on: x) }

  /// The range that the y axis would have.
  public var yRange: ClosedRange<Double>? { yExtent.isEmpty ? nil : yExtent.range(on: y) }

  /// The same chart with given ranges.
  public func settingRanges(x xRange: ClosedRange<Double>?, y yRange: ClosedRange<Double>?) -> ScatterChart {
    var copy = self
    copy.x.range = xRange ?? x.range
    copy.y.range = yRange ?? y.range
    return copy
  }

  private var xExtent: Extent { Extent(classes.flatMap(\.x) + lines.flatMap(\.x), on: x) }
  private var yExtent: Extent { Extent(classes.flatMap(\.y) + lines.flatMap(\.y), on: y) }

  private var skipped: Int {
    classes.map { points in zip(points.x, points.y).count { !x.canShow($0) || !y.canShow($1) } }.reduce(0, +)
  }

  /// Lines take the colours after those of the classes.
  private func lineIndex(_ index: Int) -> Int { classes.count + index }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !xExtent.isEmpty, !yExtent.isEmpty else { return drawing.emptyFigure(title, in: area) }
    let frame = Frame(
      on: &drawing, in: area, title: title, legend: legend, x: .continuous(x, xExtent), y: .continuous(y, yExtent),
      footnote: Drawing.footnote(skipped: skipped))
    let clip = drawing.clip(to: frame.plot)
    drawing.pointClasses(classes, in: frame, isFaint: !lines.isEmpty)
    for (index, line) in lines.enumerated() {
      drawing.path(
        PathData(joining: frame.points(line.x, line.y)), class: "\(Palette.seriesClass(lineIndex(index))) fl-line",
        dash: Palette.dash(lineIndex(index)), clip: clip)
    }
    if labelsClasses { labelClasses(frame, on: &drawing) }
    // Clouds are read as a whole: the values of thousands of points would double the figure.
    if classes.reduce(0, { $0 + $1.x.count }) <= 300 {
      let points = classes.enumerated().map { CarriedSeries(name: $1.name, series: $0, x: $1.x, y: $1.y) }
      drawing.carry(points, x: x, y: y, in: frame)
    }
  }

  private func labelClasses(_ frame: Frame, on drawing: inout Drawing) {
    for points in classes {
      let shown = frame.points(points.x, points.y).compactMap(\.self).filter(frame.contains)
      guard !shown.isEmpty else { continue }
      let column = shown.map(\.x).sorted()[shown.count / 2]
      let row = shown.map(\.y).sorted()[shown.count / 2]
      drawing.text(points.name, at: Point(x: column, y: row + 4), class: "fl-halo", anchor: .middle)
    }
  }
}

extension Drawing {
  /// Draws the points of each class that lie within the frame; many points are drawn small.
  mutating func pointClasses(_ classes: [PointClass], in frame: Frame, isFaint: Bool = false) {
    let total = classes.map(\.x.count).reduce(0, +)
    let radius =
      switch total {
      case ..<150: 4.0
      case ..<600: 3.2
      case ..<3000: 2.4
      default: 1.9
      }
    for (index, pointClass) in classes.enumerated() {
      let shown = frame.points(pointClass.x, pointClass.y).compactMap(\.self).filter(frame.contains)
      points(shown, series: index, radius: radius, class: isFaint || total >= 600 ? "fl-cloud" : "fl-points")
    }
  }
}
