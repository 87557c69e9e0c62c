/// Named values of one group, such as the test accuracies of all runs with one setting.
public struct ValueGroup: Sendable, Hashable {
  /// What stands under the box.
  public var name: String
  /// One value for each run.
  public var values: [Double]

  public init(_ name: String, _ values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// Boxes over groups, with every single value beside its box.
///
/// A box reaches from the first to the third quartile (linear interpolation between order statistics, type 7 of
/// Hyndman and Fan, 1996), its line is the median, and whiskers reach to the last value within 1.5 interquartile
/// ranges of the box.
public struct BoxPlot: CartesianChart {
  /// What stands above the chart.
  public var title: String
  /// What distinguishes the groups.
  public var groupLabel: String
  /// The axis of the values.
  public var y: ChartAxis
  /// The groups from left to right.
  public var groups: [ValueGroup]
  /// Published levels that are marked across all groups.
  public var published: [PublishedValues]
  /// A description that replaces the computed one.
  public var summary: String?

  public init(
    title: String, groupLabel: String, y: ChartAxis, groups: [ValueGroup], published: [PublishedValues] = [],
    summary: String? = nil
  ) {
    self.title = title
    self.groupLabel = groupLabel
    self.y = y
    self.groups = groups
    self.published = published
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let parts = groups.map { group in
      guard let box = Quartiles(shown(group)) else { return "\(group.name): no values" }
      return "\(group.name): median \(NumberText.significant(box.median, digits: 4)), quartiles "
        + "\(NumberText.significant(box.first, digits: 4)) and \(NumberText.significant(box.third, digits: 4)), "
        + "n = \(box.sorted.count)"
    }
    return "Box plot of \(y.labelWithUnit) by \(groupLabel). "
      + (parts + published.map(\.description)).joined(separator: "; ") + "."
  }

  /// One row for each value.
  public var table: ChartTable {
    ChartTable(
      header: ["group", "value"],
      rows: groups.flatMap { group in group.values.map { [group.name, CSVText.number($0)] } }
        + published.flatMap { set in set.marks.map { [set.name, CSVText.number($0.y)] } })
  }

  /// The range that the x axis would have.
  public var xRange: ClosedRange<Double>? { nil }

  /// The range that the y axis would have.
  public var yRange: ClosedRange<Double>? { extent.isEmpty ? nil : extent.range(on: y) }

  /// The same chart with given ranges.
  public func settingRanges(x xRange: ClosedRange<Double>?, y yRange: ClosedRange<Double>?) -> BoxPlot {
    var copy = self
    copy.y.range = yRange ?? y.range
    return copy
  }

  /// The key to published levels.
  public var legend: [LegendEntry] { published.map(\.entry) }

  private var extent: Extent {
    var extent = Extent(groups.flatMap(\.values), on: y)
    if !extent.isEmpty { extent.formUnion(Extent(published.flatMap(\.marks).compactMap(\.y), on: y)) }
    return extent
  }

  private func shown(_ group: ValueGroup) -> [Double] { group.values.filter(y.canShow) }

  /// The height in pixels that suits a width.
  public func preferredHeight(width: Double) -> Double {
    (max(width * 0.625, min(width, 250)) + Frame.extraHeight(names: groups.map(\.name), width: width)).rounded()
  }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !extent.isEmpty else { return drawing.emptyFigure(title, in: area) }
    let skipped = groups.map { $0.values.count - shown($0).count }.reduce(0, +)
    let frame = Frame(
      on: &drawing, in: area, title: title, legend: legend,
      x: .categories(label: groupLabel, names: groups.map(\.name)),
      y: .continuous(y, extent), footnote: Drawing.footnote(skipped: skipped))
    let clip = drawing.clip(to: frame.plot)
    var tips: [(point: Point, text: String)] = []
    for (index, group) in groups.enumerated() {
      guard let box = Quartiles(shown(group)), let position = frame.y else { continue }
      let column = frame.column(index, of: groups.count)
      draw(box, column: column, position: position, clip: clip, on: &drawing)
      let spread = min(column.width * 0.3, 26.0)
      let points = shown(group).enumerated().compactMap { order, value in
        position(value).map { Point(x: column.center.x + spread * Self.jitter(order), y: $0) }
      }
      drawing.points(points.filter(frame.contains), series: 0, radius: points.count > 60 ? 2 : 2.8)
      if let middle = position(box.median) {
        tips.append((Point(x: column.center.x, y: middle), tip(group.name, box)))
      }
    }
    drawing.published(published, in: frame, clip: clip)
    drawing.carry(tips, in: frame.plot)
  }

  private func tip(_ name: String, _ box: Quartiles) -> String {
    let text = { (value: Double) in
      y.format == .percent ? NumberText.percent(value, decimals: 2) : NumberText.significant(value, digits: 4)
    }
    return "\(name) · median \(text(box.median)) · quartiles \(text(box.first)) to \(text(box.third)) · "
      + "n = \(box.sorted.count)"
  }

  private func draw(
    _ box: Quartiles, column: ChartRectangle, position: Position, clip: String, on drawing: inout Drawing
  ) {
    guard let top = position(box.third), let bottom = position(box.first), let middle = position(box.median),
      let lowest = position(box.lowWhisker), let highest = position(box.highWhisker)
    else { return }
    let half = min(column.width * 0.36, 36)
    let center = column.center.x
    var data = PathData()
    data.rectangle(ChartRectangle(left: center - half, top: top, width: 2 * half, height: bottom - top))
    data.intervalBar(from: Point(x: center, y: top), to: Point(x: center, y: highest), cap: half / 2)
    data.intervalBar(from: Point(x: center, y: bottom), to: Point(x: center, y: lowest), cap: half / 2)
    drawing.path(data, class: "\(Palette.seriesClass(0)) fl-box", clip: clip)
    drawing.line(
      from: Point(x: center - half, y: middle), to: Point(x: center + half, y: middle), class: "fl-rule", clip: clip)
  }

  /// A place from −1 to 1 that spreads points evenly: multiples of the golden ratio modulo 1.
  private static func jitter(_ order: Int) -> Double {
    let turn = Double(order + 1) * 0.618_033_988_749_894_9
    return 2 * (turn - turn.rounded(.down)) - 1
  }
}

/// The five numbers of a box.
package struct Quartiles: Sendable, Hashable {
  let sorted: [Double]
  package let first: Double
  package let median: Double
  package let third: Double
  package let lowWhisker: Double
  package let highWhisker: Double

  /// Computes the quartiles; `nil` without values.
  package init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let lowest = sorted.first, let highest = sorted.last else { return nil }
    let quantile = { (share: Double) in
      let position = share * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
    let (first, third) = (quantile(0.25), quantile(0.75))
    let reach = 1.5 * (third - first)
    self.sorted = sorted
    self.first = first
    self.median = quantile(0.5)
    self.third = third
    lowWhisker = min(sorted.first { $0 >= first - reach } ?? lowest, first)
    highWhisker = max(sorted.last { $0 <= third + reach } ?? highest, third)
  }
}
