/// What kind of quantity a number is: its bounds, the scale on which its spread is symmetric, and how wide an interval
/// may be before it says nothing.
public enum Quantity: String, Codable, Sendable, CaseIterable {
  /// A share from 0 to 1, such as an accuracy; logit scale.
  case share
  /// An epoch or a count, 0 or more; logarithmic scale, of x + ½ so that 0 is a value.
  case count
  /// A loss, an error or another number that is never negative; logarithmic scale.
  case positive
  /// Any number, such as a gradient; used as it is.
  case real

  /// The values that the quantity can have.
  public var bounds: ClosedRange<Double> {
    switch self {
    case .share: 0...1
    case .count, .positive: 0...Double.infinity
    case .real: -Double.infinity...Double.infinity
    }
  }

  /// The largest half width, in the unit of the values, of an interval around `centre` that still says something.
  ///
  /// | quantity | half width |
  /// |---|---|
  /// | share, at most 10 % or at least 90 % | 1 point |
  /// | share, 10 to 30 % or 70 to 90 % | 2.5 points |
  /// | share, 30 to 70 % | 5 points |
  /// | count, positive, real | 25 % of the value |
  public func widestHalfWidth(around centre: Double) -> Double {
    guard self == .share else { return 0.25 * abs(centre) }
    // 1 − 0.9 is a rounding error below 0.1, and 1 − 0.7 above 0.3.
    let distance = min(centre, 1 - centre) - 1e-12
    return distance <= 0.1 ? 0.01 : distance <= 0.3 ? 0.025 : 0.05
  }

  /// The limit as the pages state it.
  public func limitText(around centre: Double) -> String {
    guard self == .share else { return "25 % of the value" }
    let points = 100 * widestHalfWidth(around: centre)
    return points == 1 ? "1 point" : points == 5 ? "5 points" : "2.5 points"
  }

  /// A value on the scale on which the spread is symmetric.
  ///
  /// - Parameter floor: What a positive value counts as where it is smaller; a share is held this far from 0 and 1.
  func scaled(_ value: Double, floor: Double) -> Double {
    switch self {
    case .share:
      let inside = Swift.min(1 - floor, Swift.max(floor, value))
      return naturalLogarithm(inside / (1 - inside))
    case .count: return naturalLogarithm(Swift.max(0, value) + 0.5)
    case .positive: return naturalLogarithm(Swift.max(floor, value))
    case .real: return value
    }
  }

  /// The value that lies at a position of the scale.
  func unscaled(_ position: Double) -> Double {
    switch self {
    case .share: return 1 / (1 + exponential(-position))
    case .count: return Swift.max(0, exponential(position) - 0.5)
    case .positive: return exponential(position)
    case .real: return position
    }
  }
}
