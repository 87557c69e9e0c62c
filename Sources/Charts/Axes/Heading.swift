extension Drawing {
  /// Draws title, legend and footnote, and gives the area between them.
  mutating func heading(
    _ title: String, legend entries: [LegendEntry], footnote: String?, in area: ChartRectangle
  ) -> ChartRectangle {
    var top = area.top
    let lines = titleLines(title, width: area.width)
    for (index, line) in lines.enumerated() {
      text(
        line, at: Point(x: area.left, y: top + (Double(index) + 0.8) * layout.titleSize * 1.3), class: "fl-title",
        size: layout.titleSize)
    }
    let lineCount = max(lines.count, layout.reservedTitleLines)
    top += Double(lineCount) * layout.titleSize * 1.3 + (lineCount > 0 ? 6 : 0)
    if !layout.hidesLegend, !entries.isEmpty {
      legend(entries, in: ChartRectangle(left: area.left, top: top, width: area.width, height: 0))
      top += Self.legendHeight(entries, width: area.width)
    }
    top += 4
    var bottom = area.bottom
    for line in Self.footnoteLines(footnote, width: area.width).reversed() {
      text(line, at: Point(x: area.right, y: bottom - 2), class: "fl-small", anchor: .end)
      bottom -= 13
    }
    return ChartRectangle(left: area.left, top: top, width: area.width, height: max(1, bottom - top))
  }

  /// The lines that a title takes in a width.
  func titleLines(_ title: String, width: Double) -> [String] {
    TextMetrics.wrap(title, size: layout.titleSize * 1.14, width: width)
  }

  /// The lines that a footnote takes in a width.
  static func footnoteLines(_ footnote: String?, width: Double) -> [String] {
    TextMetrics.wrap(footnote ?? "", size: 10, width: width)
  }

  /// Draws a title and, in the middle of the area, why there is no figure.
  mutating func emptyFigure(_ title: String, message: String = "No data to draw", in area: ChartRectangle) {
    let inner = heading(title, legend: [], footnote: nil, in: area)
    var outline = PathData()
    outline.rectangle(inner)
    path(outline, class: "fl-grid", dash: "4 4")
    text(message, at: Point(x: inner.center.x, y: inner.center.y + 4), class: "fl-strong", anchor: .middle)
  }

  /// Says how many values were left out, `nil` for none.
  static func footnote(skipped: Int) -> String? {
    let reason = "not finite, outside the bins, or not positive on a log axis"
    return switch skipped {
    case 0: nil
    case 1: "1 value left out: \(reason)"
    default: "\(skipped) values left out: \(reason)"
    }
  }
}
