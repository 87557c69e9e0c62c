public import FledgeCharts
import FledgeFormats

/// A figure of the report redrawn from our runs, or one that we add.
public struct Figure: ReportBlock {
  /// The id on the page and in file names, such as `fig7`.
  public let id: String
  /// The number in the report, such as "Figure 7"; `nil` for a figure that the report does not have.
  public let number: String?
  /// What is drawn.
  public let caption: String
  /// What the report shows or says of it; may be empty.
  public let reported: String
  /// The charts; empty where nothing was run.
  public let charts: [any Chart]
  /// The width in pixels that each chart is drawn for.
  public let chartWidth: Double
  private let layout: Layout

  /// Makes a figure.
  ///
  /// - Parameters:
  ///   - id: Lower-case letters, digits, hyphens and points.
  ///   - number: The number in the report; `nil` for an added figure.
  ///   - caption: What is drawn, with the number of runs.
  ///   - reported: What the report shows or says of it.
  ///   - charts: Drawn side by side: in threes where that fills the rows and pairs do not, else in pairs.
  ///   - isStacked: Whether several charts stand one below the other, each as wide as the page.
  ///   - chartWidth: Pixels; 640 for one chart, 400 in pairs and 320 in threes when `nil`.
  public init(
    _ id: String, number: String?, caption: String, reported: String = "", charts: [any Chart],
    isStacked: Bool = false, chartWidth: Double? = nil
  ) {
    self.id = id
    self.number = number
    self.caption = caption
    self.reported = reported
    self.charts = charts
    layout =
      charts.count < 2 || isStacked ? .stacked : charts.count % 2 == 1 && charts.count % 3 == 0 ? .threes : .pairs
    // A chart alone is drawn as wide as the column, whatever its neighbours would have had.
    let usual: Double = [Layout.stacked: 640, .threes: 320][layout] ?? 400
    self.chartWidth = charts.count == 1 ? max(usual, chartWidth ?? 0) : chartWidth ?? usual
  }

  /// How several charts stand.
  private enum Layout {
    case stacked
    case pairs
    case threes
  }

  /// The figure as an item; `not tested at this scale` where it has no chart.
  public func items(in page: PageContext) -> [ReportItem] {
    guard number != nil else { return [] }
    let verdict = charts.isEmpty ? page.allowed(.notTested, needs: .full) : .redrawn
    return [
      ReportItem(
        id: page.id(id), kind: .figure, title: title, statement: reported.isEmpty ? nil : reported, verdict: verdict)
    ]
  }

  private var title: String { (number.map { $0 + ": " } ?? "") + caption }

  /// The charts as SVG and their data as CSV.
  public var files: [PageFile] {
    charts.enumerated().flatMap { index, chart in
      [
        PageFile(name: "figures/\(name(index)).svg", text: chart.svg(width: width(index), idPrefix: name(index))),
        PageFile(name: "figures/\(name(index)).csv", text: chart.csv),
      ]
    }
  }

  /// A last chart without a neighbour takes the whole row.
  private func width(_ index: Int) -> Double {
    layout == .pairs && charts.count % 2 == 1 && index == charts.count - 1 ? 2 * chartWidth : chartWidth
  }

  private func name(_ index: Int) -> String { charts.count == 1 ? id : "\(id)-\(index + 1)" }

  public var anchors: [String] { [id] }

  /// The charts with number, caption, links and the command that draws them alone.
  public func markup(in page: PageContext) -> Markup {
    let body: Markup =
      charts.isEmpty
      ? "<p class=\"absent\">\(page.allowed(.notTested, needs: .full).badge)</p>\n"
      : "<div class=\"charts\(layoutClass)\">\n\(charts.indices.map { panel($0, in: page) })</div>\n"
    let says: Markup =
      reported.isEmpty ? .none : "<p class=\"reported\"><b>The report:</b> \(RunningText.inline(reported))</p>\n"
    let command = command(in: page)
    let below: Markup = charts.count > 1 ? command : "\(charts.indices.map { links($0, in: page) })\(command)"
    return """
      <figure class="drawn\(number == nil ? " added" : "")" id="\(id)">
      <figcaption>\(TableMarkup.label(number, in: page))\(RunningText.inline(caption)) \(TableMarkup.anchor(id))</figcaption>
      \(says)\(body)<p class="links">\(below)</p>
      </figure>

      """
  }

  private var layoutClass: String {
    switch layout {
    case .stacked: ""
    case .pairs: " several"
    case .threes: " several threes"
    }
  }

  /// A chart, with its own links below where there are several.
  private func panel(_ index: Int, in page: PageContext) -> Markup {
    guard charts.count > 1 else { return drawings(index) }
    return """
      <div class="panel">
      \(drawings(index))<p class="links">\(links(index, in: page))</p>
      </div>

      """
  }

  /// A chart at its width, and once more for phones where it is wide.
  private func drawings(_ index: Int) -> Markup {
    let draw = { (width: Double, prefix: String, values: CarriedValues) in
      Markup(wellFormed: charts[index].svg(width: width, idPrefix: prefix, embedsStyle: false, values: values))
    }
    guard width(index) > Self.phoneWidth else {
      return "<div class=\"chart\">\n\(draw(width(index), name(index), .all))</div>\n"
    }
    return """
      <div class="chart wide">
      \(draw(width(index), name(index), .all))</div>
      <div class="chart narrow">
      \(draw(Self.phoneWidth, name(index) + "-narrow", .axes))</div>

      """
  }

  /// Pixels of a chart that fits a phone of 390.
  private static let phoneWidth = 400.0

  private func links(_ index: Int, in page: PageContext) -> Markup {
    let of = charts.count == 1 ? "" : " of " + charts[index].title
    // A page of its own holds the drawing already.
    guard page.isReport else {
      return PageFile(name: "figures/\(name(index)).csv", text: charts[index].csv).link("CSV", of: of, in: page)
    }
    return """
      \(PageFile(name: "figures/\(name(index)).svg", text: "").link("SVG", of: of, in: page)) \
      \(PageFile(name: "figures/\(name(index)).csv", text: "").link("CSV", of: of, in: page)) 
      """
  }

  private func command(in page: PageContext) -> Markup {
    guard page.isReport, number != nil else { return .none }
    let scale = page.scale == .full ? "" : " --scale \(page.scale.rawValue)"
    return "<code>fledge reproduce \(shellWord(page.source)) --only \(id)\(scale)</code>"
  }
}
