extension Frame {
  /// The pixels of value pairs; `nil` where an axis cannot show a value.
  ///
  /// The longer list is cut.
  func points(_ xs: [Double], _ ys: [Double]) -> [Point?] {
    zip(xs, ys).map { point($0, $1) }
  }

  /// The pixel of one pair of values.
  func point(_ xValue: Double, _ yValue: Double) -> Point? {
    guard let column = x?(xValue), let row = y?(yValue) else { return nil }
    return Point(x: column, y: row)
  }

  /// Whether a pixel lies in the area for marks, its edge included.
  func contains(_ point: Point) -> Bool {
    point.x >= plot.left - 0.5 && point.x <= plot.right + 0.5 && point.y >= plot.top - 0.5
      && point.y <= plot.bottom + 0.5
  }

  /// The area that belongs to one of `count` names on the x axis.
  func column(_ index: Int, of count: Int) -> ChartRectangle {
    let width = plot.width / Double(count)
    return ChartRectangle(left: plot.left + Double(index) * width, top: plot.top, width: width, height: plot.height)
  }

  /// The area that belongs to one of `count` names on the y axis, the first on top.
  func row(_ index: Int, of count: Int) -> ChartRectangle {
    let height = plot.height / Double(count)
    return ChartRectangle(left: plot.left, top: plot.top + Double(index) * height, width: plot.width, height: height)
  }
}

extension PathData {
  /// Adds a line from one point to another with a short cap across each end.
  mutating func intervalBar(from start: Point, to end: Point, cap: Double = 3.5) {
    let isUpright = (end.x - start.x).magnitude <= (end.y - start.y).magnitude
    let (dx, dy) = isUpright ? (cap, 0) : (0, cap)
    for point in [start, end] {
      move(to: Point(x: point.x - dx, y: point.y - dy))
      line(to: Point(x: point.x + dx, y: point.y + dy))
    }
    move(to: start)
    line(to: end)
  }
}

extension [Point?] {
  /// Long curves made shorter without a visible change: of each pixel column the first, lowest, highest and last point.
  func reduced() -> [Point?] {
    guard count > 2000 else { return self }
    var kept: [Point?] = []
    var start = 0
    while start < count {
      guard let first = self[start] else {
        kept.append(nil)
        start += 1
        continue
      }
      var end = start
      var (lowest, highest) = (start, start)
      while end + 1 < count, let next = self[end + 1], next.x.rounded() == first.x.rounded() {
        end += 1
        if next.y < self[lowest]?.y ?? next.y { lowest = end }
        if next.y > self[highest]?.y ?? next.y { highest = end }
      }
      var previous = -1
      for index in [start, Swift.min(lowest, highest), Swift.max(lowest, highest), end] where index > previous {
        kept.append(self[index])
        previous = index
      }
      start = end + 1
    }
    return kept
  }
}
