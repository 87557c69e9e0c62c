/// Numerical derivatives by central differences: what every backward is checked against.
///
///     D(h) = (f(x + h) − f(x − h)) / 2h, f′(x) ≈ (4 D(h/2) − D(h)) / 3
///
/// D(h) is off by a multiple of h². Combining two steps cancels that and leaves h⁴, so h can be large enough that rounding
/// (about 1e-16 · |f| / h) does not matter. A function with a kink within h of x has no such derivative.
///
/// Source: Richardson, "The Approximate Arithmetical Solution by Finite Differences" (1911).
public struct FiniteDifference: Sendable {
  /// h.
  public let step: Double

  public init(step: Double = 1e-4) {
    precondition(step > 0, "finite difference: expected a step above 0, found \(step)")
    self.step = step
  }

  /// ∂f/∂x[index] at `point`.
  public func derivative(of function: ([Double]) -> Double, at point: [Double], index: Int) -> Double {
    func central(_ h: Double) -> Double {
      var (left, right) = (point, point)
      left[index] -= h
      right[index] += h
      return (function(right) - function(left)) / (right[index] - left[index])
    }
    return (4 * central(step / 2) - central(step)) / 3
  }

  /// ∂f/∂x at `point`, four evaluations of f for each element.
  public func gradient(of function: ([Double]) -> Double, at point: [Double]) -> [Double] {
    point.indices.map { derivative(of: function, at: point, index: $0) }
  }

  /// How far two derivatives are apart: |a − b| / max(floor, |a| + |b|).
  ///
  /// Derivatives below the floor are compared absolutely, in units of the floor: near zero the numerical one is all
  /// rounding. Not a number if either is not.
  public static func relativeError(_ a: Double, _ b: Double, floor: Double = 1e-4) -> Double {
    abs(a - b) / max(floor, abs(a) + abs(b))
  }
}
