/// Values that a report has published, marked on a chart of ours: points, levels and positions.
public struct PublishedValues: Sendable, Hashable {
  /// One published value; without `x` it is a level across the chart, without `y` an upright line.
  public struct Mark: Sendable, Hashable {
    public var x: Double?
    public var y: Double?

    public init(x: Double? = nil, y: Double? = nil) {
      self.x = x
      self.y = y
    }
  }

  /// What the legend says.
  public var name: String
  /// The values.
  public var marks: [Mark]
  /// The series whose colour the marks have; ink when `nil`.
  public var series: Int?

  public init(_ name: String = "published", _ marks: [Mark], series: Int? = nil) {
    self.name = name
    self.marks = marks
    self.series = series
  }

  /// A level across the chart.
  public static func level(_ y: Double, _ name: String = "published") -> PublishedValues {
    PublishedValues(name, [Mark(y: y)])
  }

  /// The class that sets the colour.
  var classes: String { series.map { Palette.seriesClass($0) + " " } ?? "" }

  /// What the legend shows: a diamond where there is a point, else a dashed line.
  var entry: LegendEntry {
    let hasPoints = marks.contains { $0.x != nil && $0.y != nil }
    return LegendEntry(name: name, series: series ?? LegendEntry.ink, key: hasPoints ? .published : .publishedLevel)
  }

  /// One row for each value, for the data of a chart with columns for series, x and y.
  func rows(columns: Int) -> [[String]] {
    marks.map {
      [name, CSVText.number($0.x), CSVText.number($0.y)] + Array(repeating: "", count: columns - 3)
    }
  }

  /// The values in words.
  var description: String {
    let parts = marks.map { mark in
      [
        mark.y.map { NumberText.significant($0, digits: 4) },
        mark.x.map { "at \(NumberText.significant($0, digits: 4))" },
      ]
      .compactMap(\.self).joined(separator: " ")
    }
    return name + ": " + parts.joined(separator: ", ")
  }
}

extension Drawing {
  /// The dash of published levels.
  static let publishedDash = "2 3"

  /// Draws published values over the marks of a chart.
  mutating func published(_ values: [PublishedValues], in frame: Frame, clip: String) {
    for set in values {
      var points: [Point] = []
      for mark in set.marks {
        let column = mark.x.flatMap { frame.x?($0) }
        let row = mark.y.flatMap { frame.y?($0) }
        if let column, let row {
          let point = Point(x: column, y: row)
          if frame.contains(point) { points.append(point) }
        } else if mark.x == nil, let row {
          line(
            from: Point(x: frame.plot.left, y: row), to: Point(x: frame.plot.right, y: row),
            class: set.classes + "fl-level", dash: Self.publishedDash, clip: clip)
        } else if mark.y == nil, let column {
          line(
            from: Point(x: column, y: frame.plot.top), to: Point(x: column, y: frame.plot.bottom),
            class: set.classes + "fl-level", dash: Self.publishedDash, clip: clip)
        }
      }
      diamonds(points, class: set.classes + "fl-published")
    }
  }

  /// Draws a diamond at each point, which is how published values look in all charts.
  mutating func diamonds(_ points: [Point], class classes: String, radius: Double = 5.5) {
    var data = PathData()
    for point in points {
      data.move(to: Point(x: point.x, y: point.y - radius))
      data.line(to: Point(x: point.x + radius, y: point.y))
      data.line(to: Point(x: point.x, y: point.y + radius))
      data.line(to: Point(x: point.x - radius, y: point.y))
      data.close()
    }
    path(data, class: classes)
  }
}
