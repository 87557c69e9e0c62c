/// The marked values of an axis with their labels.
package struct Ticks: Sendable, Hashable {
  /// Values with a label, ascending.
  package var values: [Double] = []
  /// One label for each value.
  package var labels: [String] = []
  /// Values with a short mark only.
  package var minor: [Double] = []

  /// Chooses ticks within `range`: at most `target` labels, at round values.
  package init(_ range: ClosedRange<Double>, axis: ChartAxis, target: Int) {
    if axis.scale == .logarithmic, let found = Self.logarithmic(range, target: max(2, target)) {
      self = found
      if axis.format != .automatic { labels = values.map { Self.label($0, format: axis.format, decimals: 0) } }
    } else {
      self = Self.linear(range, format: axis.format, target: max(2, target))
    }
  }

  private init() {}

  /// Round values one step apart; a step is 1, 2 or 5 times a power of ten.
  ///
  /// Source: P. Heckbert, Nice numbers for graph labels, Graphics Gems, 1990; here the step is the smallest that keeps
  /// to `target`, and ticks stay within the range.
  private static func linear(_ range: ClosedRange<Double>, format: ChartAxis.Format, target: Int) -> Ticks {
    let rough = (range.upperBound / 2 - range.lowerBound / 2) / Double(target) * 2
    var exponent = Logarithm.floorBase10(max(rough, 1e-300))
    if format == .integer { exponent = max(exponent, 0) }
    var ticks = Ticks()
    search: while true {
      for mantissa in [1.0, 2, 5] {
        ticks.values = multiples(of: mantissa, exponent: exponent, in: range)
        if ticks.values.count <= target { break search }
      }
      exponent += 1
    }
    let largest = ticks.values.map(\.magnitude).max() ?? 0
    let percentShift = format == .percent ? 2 : 0
    if format == .automatic, largest >= 1e6 || (largest > 0 && largest < 1e-3) {
      let digits = Logarithm.floorBase10(max(largest, 1e-300)) - exponent + 1
      ticks.labels = ticks.values.map { NumberText.scientific($0, digits: max(1, digits)) }
    } else {
      let decimals = max(0, -exponent - percentShift)
      ticks.labels = ticks.values.map { label($0, format: format, decimals: decimals) }
    }
    return ticks
  }

  private static func multiples(of mantissa: Double, exponent: Int, in range: ClosedRange<Double>) -> [Double] {
    // Dividing by a power of ten rounds once, so that 3 × 0.1 is the double nearest to 0.3.
    let power = NumberText.powerOfTen(abs(exponent))
    let value = { (index: Double) in exponent < 0 ? index * mantissa / power : index * mantissa * power }
    let step = value(1)
    let slack = (range.upperBound / 2 - range.lowerBound / 2) * 1e-9
    let first = ((range.lowerBound - slack) / step).rounded(.up)
    let last = ((range.upperBound + slack) / step).rounded(.down)
    guard first <= last else { return [] }
    return stride(from: first, through: min(last, first + 1000), by: 1).map { value($0) + 0 }
  }

  /// Powers of ten; between them 2 and 5 or 3 alone, or plain round values when the range is narrow (then `nil`).
  private static func logarithmic(_ range: ClosedRange<Double>, target: Int) -> Ticks? {
    let lowest = Logarithm.floorBase10(range.lowerBound)
    let highest = Logarithm.floorBase10(range.upperBound)
    let inside = { (values: [Double]) in values.filter { range.contains($0) } }
    let decades = (lowest...highest + 1).map(NumberText.powerOfTen)
    var ticks = Ticks()
    ticks.values = inside(decades)
    if ticks.values.count < 2 || ticks.values.count * 3 <= target {
      let finer = [[1.0, 2, 5], [1, 3]].map { factors in inside(decades.flatMap { power in factors.map { $0 * power } })
      }
      if let fitting = finer.first(where: { $0.count > 1 && $0.count <= target }) { ticks.values = fitting }
    }
    if ticks.values.count < 2 { return nil }
    let stride = (ticks.values.count + target - 1) / target
    if stride > 1 {
      ticks.values = ticks.values.filter { Logarithm.floorBase10($0) % stride == 0 }
    } else {
      ticks.minor = inside(decades.flatMap { power in (2...9).map { Double($0) * power } })
        .filter { !ticks.values.contains($0) }
    }
    let plain = (ticks.values.first ?? 0) >= 0.99e-3 && (ticks.values.last ?? 0) <= 1e5
    ticks.labels = ticks.values.map {
      plain ? NumberText.significant($0, digits: 1) : NumberText.scientific($0, digits: 1)
    }
    return ticks
  }

  private static func label(_ value: Double, format: ChartAxis.Format, decimals: Int) -> String {
    switch format {
    case .automatic, .integer: NumberText.fixed(value, decimals: decimals)
    case .percent: NumberText.percent(value, decimals: decimals)
    case .si: NumberText.si(value, digits: 4)
    }
  }
}
