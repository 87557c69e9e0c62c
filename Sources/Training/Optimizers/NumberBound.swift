/// The numbers that a hyper-parameter or setting admits.
///
/// NaN is in none, an infinity only in `any`.
public enum NumberBound: Sendable, Equatable {
  /// Any number but NaN.
  case any
  /// Greater than the limit.
  case above(Double)
  /// The limit or greater.
  case atLeast(Double)
  /// From the first limit up to, but without, the second.
  case within(Double, below: Double)
  /// From the first limit to the second.
  case between(Int, and: Int)

  /// Whether a number is within the bound.
  public func admits(_ number: Double) -> Bool {
    switch self {
    case .any: !number.isNaN
    case .above(let limit): number > limit && number.isFinite
    case .atLeast(let limit): number >= limit && number.isFinite
    case .within(let low, let high): number >= low && number < high
    case .between(let low, let high): number >= Double(low) && number <= Double(high)
    }
  }

  /// The bound in words, such as "a number above 0".
  ///
  /// - Parameter kind: what the number is, such as "a whole number".
  public func expectation(_ kind: String) -> String {
    switch self {
    case .any: kind
    case .above(let limit): "\(kind) above \(short(limit))"
    case .atLeast(let limit): "\(kind) of \(short(limit)) or more"
    case .within(let low, let high): "\(kind) from \(short(low)) to below \(short(high))"
    case .between(let low, let high): "\(kind) from \(low) to \(high)"
    }
  }

  private func short(_ limit: Double) -> String {
    Int(exactly: limit).map(String.init) ?? String(limit)
  }
}
