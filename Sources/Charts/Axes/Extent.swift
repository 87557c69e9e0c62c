/// The smallest and largest value that an axis has to show, and how many values it cannot show.
public struct Extent: Sendable, Hashable {
  /// The smallest value, `nil` before the first.
  public private(set) var lowest: Double?
  /// The largest value, `nil` before the first.
  public private(set) var highest: Double?

  /// Makes the extent of some values, passing over those that `axis` cannot show.
  public init(_ values: some Sequence<Double>, on axis: ChartAxis) {
    for value in values where axis.canShow(value) {
      lowest = min(lowest ?? value, value)
      highest = max(highest ?? value, value)
    }
  }

  /// Whether no value can be shown.
  public var isEmpty: Bool { lowest == nil }

  /// The smallest extent that holds both.
  public mutating func formUnion(_ other: Extent) {
    guard let low = other.lowest, let high = other.highest else { return }
    lowest = min(lowest ?? low, low)
    highest = max(highest ?? high, high)
  }

  /// The range of an axis that shows this extent with a little air, without crossing zero for its sake.
  func range(on axis: ChartAxis) -> ClosedRange<Double> {
    if let range = axis.range, axis.canShow(range.lowerBound), axis.canShow(range.upperBound),
      range.lowerBound < range.upperBound
    {
      return range
    }
    guard var low = lowest, var high = highest else { return axis.scale == .linear ? 0...1 : 1...10 }
    if axis.scale == .logarithmic {
      let ratio = high / low
      if ratio < 1.000_001 { return low / 3...high * 3 }
      let air = 1 + 0.04 * min(Logarithm.base10(ratio), 4)
      return low / air...high * air
    }
    if axis.includesZero {
      low = min(low, 0)
      high = max(high, 0)
    }
    let size = max(low.magnitude, high.magnitude)
    if high - low <= size * 1e-11 {
      let air = size < 1e-290 ? 1 : size * 0.1
      return low - air...high + air
    }
    let air = (high / 2 - low / 2) * 0.08
    var (bottom, top) = (low - air, high + air)
    if low >= 0, bottom < 0 { bottom = 0 }
    if high <= 0, top > 0 { top = 0 }
    if axis.format == .percent, high <= 1, top > 1 { top = 1 }
    return bottom...top
  }
}
