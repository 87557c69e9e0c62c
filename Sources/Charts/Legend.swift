/// One line of a legend: a name and how it is drawn.
public struct LegendEntry: Sendable, Hashable {
  /// What is shown beside the name.
  public enum Key: Sendable, Hashable {
    /// A line with the series' dash.
    case line
    case lineWithMarkers
    /// A marker alone.
    case marker
    /// The outline of a marker.
    case hollowMarker
    /// A filled box.
    case box
    /// A tinted box with the marker, for regions and their points.
    case region
    /// The diamond of published values.
    case published
    /// The dashed line of a published level.
    case publishedLevel
  }

  /// The series of marks in ink.
  static let ink = -1

  /// The name of the series.
  public var name: String
  /// The index of the series, which sets colour, dash and marker.
  public var series: Int
  /// What is shown beside the name.
  public var key: Key

  public init(name: String, series: Int, key: Key) {
    self.name = name
    self.series = series
    self.key = key
  }
}

extension Drawing {
  private static let keyWidth = 30.0
  private static let rowHeight = 17.0

  /// The rows into which a legend flows within a width.
  private static func rows(_ entries: [LegendEntry], width: Double) -> [[LegendEntry]] {
    var rows: [[LegendEntry]] = []
    var used = Double.infinity
    for entry in entries {
      let needed = keyWidth + TextMetrics.width(entry.name, size: 12) + 14
      if used + needed > width + 14 {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += needed
    }
    return rows
  }

  /// The height that a legend takes.
  static func legendHeight(_ entries: [LegendEntry], width: Double) -> Double {
    entries.isEmpty ? 0 : Double(rows(entries, width: width).count) * rowHeight + 4
  }

  /// Draws a legend, flowing in rows from the upper left corner of `area`.
  mutating func legend(_ entries: [LegendEntry], in area: ChartRectangle) {
    var y = area.top + 12
    for row in Self.rows(entries, width: area.width) {
      var x = area.left
      for entry in row {
        key(entry, at: Point(x: x, y: y - 4))
        let name = TextMetrics.fit(entry.name, size: 12, width: area.width - Self.keyWidth)
        text(name, at: Point(x: x + Self.keyWidth, y: y), class: "fl-strong")
        x += Self.keyWidth + TextMetrics.width(entry.name, size: 12) + 14
      }
      y += Self.rowHeight
    }
  }

  private mutating func key(_ entry: LegendEntry, at start: Point) {
    let color = entry.series == LegendEntry.ink ? "" : Palette.seriesClass(entry.series)
    let middle = Point(x: start.x + 12, y: start.y)
    if entry.key == .published {
      diamonds([middle], class: (color.isEmpty ? "" : color + " ") + "fl-published", radius: 5)
    }
    if entry.key == .publishedLevel {
      line(
        from: start, to: Point(x: start.x + 24, y: start.y), class: (color.isEmpty ? "" : color + " ") + "fl-level",
        dash: Self.publishedDash)
    }
    if entry.key == .line || entry.key == .lineWithMarkers {
      line(
        from: start, to: Point(x: start.x + 24, y: start.y), class: "\(color) fl-line", dash: Palette.dash(entry.series)
      )
    }
    if entry.key == .region {
      rectangle(ChartRectangle(left: start.x + 2, top: start.y - 7, width: 20, height: 14), class: "\(color) fl-region")
    }
    if entry.key == .marker || entry.key == .region || entry.key == .lineWithMarkers {
      points([middle], series: entry.series, radius: 4.5)
    }
    if entry.key == .hollowMarker { points([middle], series: entry.series, radius: 5.5, isHollow: true) }
    if entry.key == .box {
      rectangle(ChartRectangle(left: start.x + 5, top: start.y - 5, width: 14, height: 10), class: "\(color) fl-bar")
    }
  }

  /// Draws one marker at each point, as one path.
  mutating func points(
    _ points: [Point], series: Int, radius: Double, class classes: String = "fl-points", clip: String? = nil,
    isHollow: Bool = false
  ) {
    guard let first = points.first else { return }
    let id = marker(MarkerShape.series(series), series: series, radius: radius, isHollow: isHollow)
    var data = PathData()
    data.move(to: first)
    for point in points.dropFirst() { data.line(to: point) }
    path(data, class: classes, clip: clip, marker: id)
  }
}
