/// An area of the figure in pixels; y grows downwards.
public struct ChartRectangle: Sendable, Hashable {
  /// The left edge.
  public var left: Double
  /// The upper edge.
  public var top: Double
  /// The distance from the left to the right edge.
  public var width: Double
  /// The distance from the upper to the lower edge.
  public var height: Double

  /// Makes a rectangle from its upper left corner and size.
  public init(left: Double, top: Double, width: Double, height: Double) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  /// The right edge.
  public var right: Double { left + width }
  /// The lower edge.
  public var bottom: Double { top + height }
  /// The middle.
  public var center: Point { Point(x: left + width / 2, y: top + height / 2) }

  /// The rectangle made smaller by a margin on each side.
  public func inset(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0) -> ChartRectangle {
    ChartRectangle(
      left: self.left + left, top: self.top + top, width: max(1, width - left - right),
      height: max(1, height - top - bottom))
  }
}
