import FledgeMetrics

/// All published numbers of a page on one axis: how far each lies from the middle of our runs, in units of the margin.
///
/// A section is a row. Its dots are drawn at percentages of the row's width, so that the chart fits any screen, and each is
/// a link to its number. Dots beyond ±3 stand hollow at the edge.
struct DeviationChart {
  /// A section's numbers.
  struct Row {
    let title: String
    let dots: [Dot]
  }

  /// One published number.
  struct Dot {
    let deviation: Double
    let verdict: Verdict
    let anchor: String
    let text: String
    /// The number's id, where readings of the settings give other values for it.
    let number: String?
  }

  /// The deviation at which the axis ends.
  static let limit = 3.0
  private static let laneHeight = 11

  let rows: [Row]
  /// The judged numbers that have no interval, and so no place on the axis.
  let omittedCount: Int

  init(_ sections: [PageSection], in page: PageContext) {
    let read = Set(sections.flatMap(\.blocks).compactMap { $0 as? Readings }.flatMap(\.numberIDs))
    rows = sections.compactMap { section in
      let dots = section.blocks.flatMap { block in
        block.items(in: page).compactMap { item in
          let number = page.localID(item.id)
          return Dot(item, anchor: block.anchors.first ?? "top", number: read.contains(number) ? number : nil)
        }
      }
      return dots.isEmpty ? nil : Row(title: section.title, dots: dots.sorted { $0.deviation < $1.deviation })
    }
    let judged = sections.flatMap { $0.blocks.flatMap { $0.items(in: page) } }.count(where: Dot.isJudged)
    omittedCount = judged - rows.reduce(0) { $0 + $1.dots.count }
  }

  /// The chart; nothing where no number was judged.
  var markup: Markup {
    guard !rows.isEmpty else { return .none }
    let count = rows.reduce(0) { $0 + $1.dots.count }
    let inside = rows.reduce(0) { $0 + $1.dots.count { abs($0.deviation) <= 1 } }
    let omitted = omittedCount == 0 ? "" : " Not drawn: \(omittedCount) without an interval."
    return """
      <figure class="deviations">
      <figcaption>Each dot is a published number: its distance from the middle of our runs, in units of the margin. In \
      the grey band it is reproduced, or too noisy to tell.\(omitted)</figcaption>
      <div class="rows" role="group" aria-label="\(inside) of \(count) published numbers lie within the margin of our runs">
      \(rows.map(Self.row))<span></span>\(Self.axis)</div>
      </figure>

      """
  }

  private static func row(_ row: Row) -> Markup {
    let lanes = Self.lanes(row.dots.map { position($0.deviation) })
    let height = ((lanes.max() ?? 0) + 1) * laneHeight + 5
    let dots: [Markup] = zip(row.dots, lanes).map { dot, lane in
      let isBeyond = abs(dot.deviation) > limit
      let number: Markup = dot.number.map { "data-number=\"\($0)\" " } ?? .none
      return """
        <a href="#\(dot.anchor)"><circle \(number)class="\(dot.verdict.styleClass)\(isBeyond ? " beyond" : "")" \
        cx="\(percent(position(dot.deviation)))" cy="\(lane * laneHeight + 8)" r="4"><title>\(dot.text)</title></circle></a>
        """
    }
    let title: Markup = "<span class=\"name\">\(row.title)</span>"
    return """
      \(title)<svg width="100%" height="\(height)" role="img" aria-label="\(row.title)">\
      <rect class="band" x="\(percent(position(-1)))" width="\(percent(position(1) - position(-1)))" y="0" height="100%"/>\
      <line class="middle" x1="50%" x2="50%" y1="0" y2="100%"/>\(dots)</svg>

      """
  }

  private static let axis: Markup = """
    <svg class="axis" width="100%" height="18" aria-hidden="true"><text x="0" y="13">our runs higher</text>\
    <text x="\(percent(position(-1)))" y="13" text-anchor="middle">−1</text>\
    <text x="50%" y="13" text-anchor="middle">0</text>\
    <text x="\(percent(position(1)))" y="13" text-anchor="middle">+1</text>\
    <text x="100%" y="13" text-anchor="end">lower</text></svg>
    """

  /// The place of a deviation on the row, 0 to 1.
  static func position(_ deviation: Double) -> Double {
    let inner = 0.5 + min(limit, max(-limit, deviation)) / (2 * limit) * 0.96
    return deviation > limit ? 0.99 : deviation < -limit ? 0.01 : inner
  }

  /// The place of a deviation in percent, and whether it lies beyond the axis, as the page's script takes them.
  static func placeText(_ deviation: Double) -> String {
    String(percent(position(deviation)).dropLast()) + (abs(deviation) > limit ? " beyond" : "")
  }

  /// The lowest lane for each place, in ascending order, in which it touches no neighbour.
  static func lanes(_ positions: [Double]) -> [Int] {
    var ends: [Double] = []
    return positions.map { position in
      let lane = ends.firstIndex { position - $0 > 0.022 } ?? ends.count
      if lane == ends.count { ends.append(position) } else { ends[lane] = position }
      return lane
    }
  }

  private static func percent(_ share: Double) -> String { NumberFormat(decimals: 2).text(100 * share) + "%" }
}

extension DeviationChart.Dot {
  /// Whether an item is a number with a verdict.
  static func isJudged(_ item: ReportItem) -> Bool {
    item.kind == .number && item.isCounted && item.verdict.isJudgement
  }

  /// The dot of a number that was judged by an interval; `nil` for all else.
  init?(_ item: ReportItem, anchor: String, number: String?) {
    guard Self.isJudged(item), let deviation = item.deviation,
      let published = item.published, let ours = item.ours, let format = item.format
    else { return nil }
    self.deviation = deviation
    verdict = item.verdict
    self.anchor = anchor
    self.number = number
    text = "\(item.title): published \(published.text), ours \(format.text(ours.centre)), \(item.verdict.title)"
  }
}

extension ReportItem {
  /// How far the published number lies from our estimator; `nil` without an interval.
  var deviation: Double? { published.flatMap { ours?.deviation(of: $0) } }
}

extension MeasuredSummary {
  /// How far a published number lies from our estimator, in units of the margin on that side; `nil` without one.
  func deviation(of published: Published) -> Double? {
    guard let interval else { return nil }
    let distance = published.value - centre
    let reach = distance >= 0 ? interval.upper - centre : centre - interval.lower
    return reach + published.halfUnit > 0 ? distance / (reach + published.halfUnit) : nil
  }
}
