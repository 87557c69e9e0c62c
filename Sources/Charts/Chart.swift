/// A figure: plain numbers in, SVG text out.
///
/// A chart is a value. To add one, write a type with a title, a description, its data as a table and `draw`, and add
/// an example to `ChartCatalogue` in the tests, which loop over it.
public protocol Chart: Sendable {
  /// What stands above the chart and names it for screen readers.
  var title: String { get set }

  /// What a reader who does not see the figure needs to know.
  var description: String { get }

  /// The data, one row for each mark.
  var table: ChartTable { get }

  /// The key to the series, drawn by `draw` unless small multiples draw it once for all.
  var legend: [LegendEntry] { get }

  /// The height in pixels that suits a width.
  func preferredHeight(width: Double) -> Double

  /// Draws title, axes, marks and legend within an area.
  func draw(on drawing: inout Drawing, in area: ChartRectangle)
}

extension Chart {
  /// The data as CSV text with a header line.
  public var csv: String { table.csv }

  /// No legend.
  public var legend: [LegendEntry] { [] }

  /// A height of five eighths of the width, more for narrow panels.
  public func preferredHeight(width: Double) -> Double { max(width * 0.625, min(width, 250)).rounded() }

  /// The preferred height with room for a title and legend of more than one row.
  private func naturalHeight(width: Double) -> Double {
    let inner = width - 22
    let titleRows = Drawing(idPrefix: "").titleLines(title, width: inner).count
    let legendHeight = Drawing.legendHeight(legend, width: inner)
    return preferredHeight(width: width) + Double(max(0, titleRows - 1)) * 20 + max(0, legendHeight - 21)
  }

  /// The figure as SVG, for a file of its own or to stand within an HTML page.
  ///
  /// - Parameters:
  ///   - width: Pixels; the figure shrinks where less room is given.
  ///   - height: Pixels; chosen by the chart when `nil`.
  ///   - idPrefix: What ids begin with; it must differ between the figures of one page.
  ///   - embedsStyle: Whether ``Theme/css`` is part of the figure. A page with many figures holds it once instead.
  ///   - values: How much of the data stands beside the marks, for a script that shows values beside the pointer.
  public func svg(
    width: Double = 640, height: Double? = nil, idPrefix: String = "chart", embedsStyle: Bool = true,
    values: CarriedValues = .none
  ) -> String {
    let size = ChartRectangle(
      left: 0, top: 0, width: max(40, width), height: max(40, height ?? naturalHeight(width: width)))
    var drawing = Drawing(idPrefix: idPrefix)
    drawing.carriedValues = values
    draw(on: &drawing, in: size.inset(left: 10, top: 10, right: 12, bottom: 8))
    let (wide, high) = (Drawing.pixels(size.width), Drawing.pixels(size.height))
    let style = embedsStyle ? "<style>\n\(Theme.css)\n</style>\n" : ""
    let definitions = drawing.definitions.isEmpty ? "" : "<defs>\n\(drawing.definitions)</defs>\n"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="fledge-figure" viewBox="0 0 \(wide) \(high)" width="\(wide)" \
      height="\(high)" role="img" aria-labelledby="\(idPrefix)-title \(idPrefix)-desc">
      <title id="\(idPrefix)-title">\(XMLText.escape(title))</title>
      <desc id="\(idPrefix)-desc">\(XMLText.escape(description))</desc>
      \(style)<g class="fledge-chart">
      \(definitions)<rect class="fl-paper" width="\(wide)" height="\(high)"/>
      \(drawing.body)</g>
      </svg>

      """
  }
}

/// A chart whose axes can be made equal to those of its neighbours.
public protocol CartesianChart: Chart {
  /// The range that the x axis would have; `nil` when it is not continuous or there are no data.
  var xRange: ClosedRange<Double>? { get }

  /// The range that the y axis would have; `nil` when it is not continuous or there are no data.
  var yRange: ClosedRange<Double>? { get }

  /// The same chart with given ranges; `nil` leaves an axis as it is.
  func settingRanges(x: ClosedRange<Double>?, y: ClosedRange<Double>?) -> Self
}
