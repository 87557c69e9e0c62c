/// Several charts side by side under one title, with shared axes where wanted (small multiples).
public struct ChartGrid: Chart {
  /// What stands above the chart.
  public var title: String
  /// The charts, row by row.
  public var charts: [any Chart]
  /// How many charts stand in a row.
  public var columns: Int
  /// Whether all continuous x axes have the same range.
  public var sharesX: Bool
  /// Whether all continuous y axes have the same range.
  public var sharesY: Bool
  /// A description that replaces the computed one.
  public var summary: String?

  public init(
    title: String, charts: [any Chart], columns: Int, sharesX: Bool = false, sharesY: Bool = false,
    summary: String? = nil
  ) {
    precondition(columns > 0, "expected at least one column, found \(columns)")
    self.title = title
    self.charts = charts
    self.columns = columns
    self.sharesX = sharesX
    self.sharesY = sharesY
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    summary ?? "\(charts.count) charts. " + charts.map { "\($0.title): \($0.description)" }.joined(separator: " ")
  }

  /// All charts' rows, with the chart's title in the first column; columns that a chart lacks are empty.
  public var table: ChartTable {
    var header: [String] = []
    let tables = charts.map(\.table)
    for name in tables.flatMap(\.header) where !header.contains(name) { header.append(name) }
    var rows: [[String]] = []
    for (chart, table) in zip(charts, tables) {
      let positions = header.map { table.header.firstIndex(of: $0) }
      rows += table.rows.map { row in [chart.title] + positions.map { $0.map { row[$0] } ?? "" } }
    }
    return ChartTable(header: ["chart"] + header, rows: rows)
  }

  /// The key to the series; empty where none is needed.
  public var legend: [LegendEntry] { commonLegend }

  private static let gap = 18.0
  private static let panelTitleSize = 12.5

  private var rows: Int { (charts.count + columns - 1) / columns }

  /// The width of a panel but for the label of a shared y axis, which stands left of the first.
  private func panelWidth(_ width: Double) -> Double {
    (width - labelWidth - Self.gap * Double(columns - 1)) / Double(columns)
  }

  private var labelWidth: Double { sharesY ? Frame.labelWidth : 0 }

  /// The legend that all charts have in common, drawn once; empty when they differ.
  private var commonLegend: [LegendEntry] {
    guard charts.count > 1, let first = charts.first?.legend, charts.allSatisfy({ $0.legend == first }) else {
      return []
    }
    return first
  }

  /// The height in pixels that suits a width.
  public func preferredHeight(width: Double) -> Double {
    let panel = charts.map { $0.preferredHeight(width: panelWidth(width - 22)) }.max() ?? 100
    return ((commonLegend.isEmpty ? 60 : 81) + Double(max(rows, 1)) * (panel + 6)).rounded()
  }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !charts.isEmpty else { return drawing.emptyFigure(title, in: area) }
    let legend = commonLegend
    let inner = drawing.heading(title, legend: legend, footnote: nil, in: area)
    let width = panelWidth(inner.width)
    let height = (inner.height - Self.gap * Double(rows - 1)) / Double(rows)
    let before = drawing.layout
    drawing.layout.titleSize = Self.panelTitleSize
    drawing.layout.hidesLegend = before.hidesLegend || !legend.isEmpty
    drawing.layout.reservedTitleLines =
      charts.map { drawing.titleLines($0.title, width: width).count }.max() ?? 0
    for (index, chart) in sharing(charts).enumerated() {
      let (row, column) = (index / columns, index % columns)
      drawing.layout.hidesYLabel = before.hidesYLabel || (sharesY && column > 0)
      drawing.layout.hidesXLabel = before.hidesXLabel || (sharesX && index + columns < charts.count)
      let indent = column == 0 ? 0 : labelWidth
      let panel = ChartRectangle(
        left: inner.left + indent + Double(column) * (width + Self.gap),
        top: inner.top + Double(row) * (height + Self.gap), width: width + labelWidth - indent, height: height)
      chart.draw(on: &drawing, in: panel)
    }
    drawing.layout = before
  }

  /// The charts with equal ranges where axes are shared.
  private func sharing(_ charts: [any Chart]) -> [any Chart] {
    let cartesian = charts.compactMap { $0 as? any CartesianChart }
    let x = sharesX ? Self.union(cartesian.compactMap(\.xRange)) : nil
    let y = sharesY ? Self.union(cartesian.compactMap(\.yRange)) : nil
    return charts.map { chart in
      guard let chart = chart as? any CartesianChart else { return chart }
      return chart.settingRanges(x: x, y: y)
    }
  }

  private static func union(_ ranges: [ClosedRange<Double>]) -> ClosedRange<Double>? {
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else { return nil }
    return low...high
  }
}
