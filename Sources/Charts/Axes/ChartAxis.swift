/// A continuous axis: what it shows, in which unit, and how it is scaled.
public struct ChartAxis: Sendable, Hashable {
  /// How values become positions.
  public enum Scale: Sendable, Hashable {
    /// Equal differences take equal room.
    case linear
    /// Equal ratios take equal room; values ≤ 0 cannot be drawn.
    case logarithmic
  }

  /// How tick values become text.
  public enum Format: Sendable, Hashable {
    /// Plain digits, or powers of ten for very large and very small values.
    case automatic
    /// Whole numbers only, as for epochs.
    case integer
    /// Shares as percentages: 0.25 is "25 %".
    case percent
    /// Prefixes of the SI: 20 000 is "20 k".
    case si
  }

  /// What is shown, such as "Validation loss".
  public var label: String
  /// The unit, set in parentheses after the label.
  public var unit: String?
  /// How values become positions.
  public var scale: Scale
  /// How tick values become text.
  public var format: Format
  /// The values at both ends; computed from the data when `nil`.
  public var range: ClosedRange<Double>?
  /// Whether the computed range reaches down (or up) to zero.
  public var includesZero: Bool

  /// Makes an axis; only the label is needed.
  public init(
    _ label: String, unit: String? = nil, scale: Scale = .linear, format: Format = .automatic,
    range: ClosedRange<Double>? = nil, includesZero: Bool = false
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.format = format
    self.range = range
    self.includesZero = includesZero
  }

  public var labelWithUnit: String { unit.map { "\(label) (\($0))" } ?? label }

  /// Whether a value has a place on this axis.
  func canShow(_ value: Double) -> Bool {
    guard value.magnitude <= 1e300 else { return false }
    return scale == .linear || value >= 1e-300
  }
}
