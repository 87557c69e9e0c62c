/// The map from values of an axis to pixels.
struct Position: Sendable, Hashable {
  let axis: ChartAxis
  let range: ClosedRange<Double>
  /// The pixel of the lower end of `range`.
  let start: Double
  /// The pixel of its upper end.
  let end: Double

  /// The pixel of a value; `nil` when the axis cannot show it.
  ///
  /// Values far outside stop a little beyond the area.
  func callAsFunction(_ value: Double) -> Double? {
    guard axis.canShow(value) else { return nil }
    let share: Double
    switch axis.scale {
    case .linear:
      share = (value / 2 - range.lowerBound / 2) / (range.upperBound / 2 - range.lowerBound / 2)
    case .logarithmic:
      share =
        Logarithm.base10(value / range.lowerBound) / Logarithm.base10(range.upperBound / range.lowerBound)
    }
    return start + (end - start) * min(max(share, -2), 3)
  }
}
