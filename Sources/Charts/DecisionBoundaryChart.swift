/// The class that a classifier gives to each cell of a grid in the plane.
public struct ClassRegions: Sendable, Hashable {
  /// The values of x that the grid covers.
  public var x: ClosedRange<Double>
  /// The values of y that the grid covers.
  public var y: ClosedRange<Double>
  /// How many cells stand side by side.
  public var columns: Int
  /// One class for each cell, row by row from the lowest y.
  public var classes: [Int]
  /// How far each cell is from the boundary of two classes: above zero in class 1.
  ///
  /// Empty where the cells have no scores.
  public var scores: [Double]

  /// Makes regions; `classes` holds whole rows.
  ///
  /// With scores the boundary is interpolated between cells.
  public init(x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int, classes: [Int], scores: [Double] = []) {
    precondition(
      columns > 0 && classes.count % columns == 0,
      "expected whole rows of \(columns) cells, found \(classes.count) cells")
    precondition(
      scores.isEmpty || scores.count == classes.count, "expected \(classes.count) scores, found \(scores.count)")
    self.x = x
    self.y = y
    self.columns = columns
    self.classes = classes
    self.scores = scores
  }

  /// The middle of each cell, in the order of `classes`: where to ask the classifier.
  public static func centers(
    x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int, rows: Int
  ) -> [(x: Double, y: Double)] {
    let middles = { (range: ClosedRange<Double>, count: Int) -> [Double] in
      let width = (range.upperBound - range.lowerBound) / Double(count)
      return (0..<count).map { range.lowerBound + width * (Double($0) + 0.5) }
    }
    let across = middles(x, columns)
    return middles(y, rows).flatMap { row in across.map { (x: $0, y: row) } }
  }

  /// The number of rows.
  public var rows: Int { classes.count / columns }
}

/// The regions of a classifier in the plane, the boundary between them, and the points by their true class.
public struct DecisionBoundaryChart: CartesianChart {
  /// What stands above the chart.
  public var title: String
  /// The horizontal axis.
  public var x: ChartAxis
  /// The vertical axis.
  public var y: ChartAxis
  /// What the classifier says; class i has the colour of `points[i]`.
  public var regions: ClassRegions
  /// The points by true class.
  public var points: [PointClass]
  /// A description that replaces the computed one.
  public var summary: String?

  /// Makes the chart; axes without a range show the regions.
  public init(
    title: String, x: ChartAxis, y: ChartAxis, regions: ClassRegions, points: [PointClass], summary: String? = nil
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.x.range = x.range ?? regions.x
    self.y.range = y.range ?? regions.y
    self.regions = regions
    self.points = points
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let shares = points.indices.map { index in
      let share = Double(regions.classes.count { $0 == index }) / Double(max(1, regions.classes.count))
      return
        "\(points[index].name) takes \(NumberText.percent(share)) of the area and has \(points[index].x.count) points"
    }
    return "Decision regions over \(x.labelWithUnit) and \(y.labelWithUnit): " + shares.joined(separator: "; ") + "."
  }

  /// One row for each point and for each cell of the regions.
  public var table: ChartTable {
    let centers = ClassRegions.centers(x: regions.x, y: regions.y, columns: regions.columns, rows: regions.rows)
    let cells = zip(centers, regions.classes).map { center, index in
      ["region", points.indices.contains(index) ? points[index].name : String(index)]
        + [CSVText.number(center.x, digits: 5), CSVText.number(center.y, digits: 5)]
    }
    let marks = points.flatMap { set in
      zip(set.x, set.y).map { ["point", set.name, CSVText.number($0), CSVText.number($1)] }
    }
    return ChartTable(header: ["kind", "class", "x", "y"], rows: marks + cells)
  }

  /// The key to the series; empty where none is needed.
  public var legend: [LegendEntry] {
    points.indices.map { LegendEntry(name: points[$0].name, series: $0, key: .region) }
  }

  /// The height in pixels that suits a width.
  ///
  /// A unit is about as long upright as across, within bounds.
  public func preferredHeight(width: Double) -> Double {
    let (across, upright) = (regions.x.upperBound - regions.x.lowerBound, regions.y.upperBound - regions.y.lowerBound)
    let ratio = across > 0 ? min(max(upright / across, 0.6), 1.1) : 1
    return (105 + max(100, width - 60) * ratio).rounded()
  }

  /// The range that the x axis would have.
  public var xRange: ClosedRange<Double>? { x.range }

  /// The range that the y axis would have.
  public var yRange: ClosedRange<Double>? { y.range }

  /// The same chart with given ranges.
  public func settingRanges(x xRange: ClosedRange<Double>?, y yRange: ClosedRange<Double>?) -> DecisionBoundaryChart {
    var copy = self
    copy.x.range = xRange ?? x.range
    copy.y.range = yRange ?? y.range
    return copy
  }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard !regions.classes.isEmpty else { return drawing.emptyFigure(title, in: area) }
    let skipped = points.map { set in zip(set.x, set.y).count { !x.canShow($0) || !y.canShow($1) } }.reduce(0, +)
    let frame = Frame(
      on: &drawing, in: area, title: title, legend: legend, x: .continuous(x, Extent(points.flatMap(\.x), on: x)),
      y: .continuous(y, Extent(points.flatMap(\.y), on: y)), footnote: Drawing.footnote(skipped: skipped), grid: false)
    let clip = drawing.clip(to: frame.plot)
    if !regions.scores.isEmpty, regions.scores.allSatisfy(\.isFinite) {
      let contour = ScoreContour(regions, scores: regions.scores, column: { frame.x?($0) }, row: { frame.y?($0) })
      for (index, isPositive) in [false, true].enumerated() {
        drawing.path(
          contour.area(positive: isPositive), class: "\(Palette.seriesClass(index)) fl-region", clip: clip)
      }
      drawing.path(contour.boundary, class: "fl-rule", clip: clip)
      return drawing.pointClasses(points, in: frame)
    }
    let columnEdges = edges(regions.x, count: regions.columns).map { frame.x?($0) ?? frame.plot.left }
    let rowEdges = edges(regions.y, count: regions.rows).map { frame.y?($0) ?? frame.plot.bottom }
    for index in Set(regions.classes).sorted() where index >= 0 {
      let data = cells(of: index, columnEdges: columnEdges, rowEdges: rowEdges)
      drawing.path(data, class: "\(Palette.seriesClass(index)) fl-region", clip: clip)
    }
    drawing.path(boundary(columnEdges: columnEdges, rowEdges: rowEdges), class: "fl-rule", clip: clip)
    drawing.pointClasses(points, in: frame)
  }

  private func edges(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    (0...count).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count) }
  }

  /// The cells of one class, neighbours in a row joined.
  private func cells(of index: Int, columnEdges: [Double], rowEdges: [Double]) -> PathData {
    var data = PathData()
    for row in 0..<regions.rows {
      var column = 0
      while column < regions.columns {
        let start = column
        while column < regions.columns, regions.classes[row * regions.columns + column] == index { column += 1 }
        if column > start {
          data.rectangle(
            ChartRectangle(
              left: columnEdges[start], top: rowEdges[row + 1], width: columnEdges[column] - columnEdges[start],
              height: rowEdges[row] - rowEdges[row + 1]))
        } else {
          column += 1
        }
      }
    }
    return data
  }

  /// The edges between cells of different classes, edges in one line joined.
  private func boundary(columnEdges: [Double], rowEdges: [Double]) -> PathData {
    var data = PathData()
    let (columns, classes) = (regions.columns, regions.classes)
    for row in 1..<max(1, regions.rows) {
      data.segments(
        (0..<columns).map { classes[row * columns + $0] != classes[(row - 1) * columns + $0] }
      ) { Point(x: columnEdges[$0], y: rowEdges[row]) }
    }
    for column in 1..<max(1, columns) {
      data.segments(
        (0..<regions.rows).map { classes[$0 * columns + column] != classes[$0 * columns + column - 1] }
      ) { Point(x: columnEdges[column], y: rowEdges[$0]) }
    }
    return data
  }
}

extension PathData {
  /// Adds a line for each run of `true`, from the place of its first edge to that of its last.
  fileprivate mutating func segments(_ isEdge: [Bool], position: (Int) -> Point) {
    var index = 0
    while index < isEdge.count {
      let start = index
      while index < isEdge.count, isEdge[index] { index += 1 }
      if index > start {
        move(to: position(start))
        line(to: position(index))
      } else {
        index += 1
      }
    }
  }
}
