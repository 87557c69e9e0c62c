/// Student's t distribution.
public struct StudentDistribution: Sendable {
  /// ν, greater than 0; need not be whole (Welch's approximation).
  public let degreesOfFreedom: Double

  /// Creates the distribution with `degreesOfFreedom` > 0.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "Student's t needs more than 0 degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(|T| ≥ |t|) = Iₓ(ν/2, ½) with x = ν / (ν + t²).
  public func twoSidedTail(_ t: Double) -> Double {
    let nu = degreesOfFreedom
    if t.isInfinite { return 0 }
    let sum = nu + t * t
    return regularizedIncompleteBeta(nu / sum, complement: t * t / sum, nu / 2, 0.5)
  }

  /// P(T > t).
  public func upperTail(_ t: Double) -> Double {
    let half = 0.5 * twoSidedTail(t)
    return t >= 0 ? half : 1 - half
  }

  /// P(T ≤ t).
  public func cumulative(_ t: Double) -> Double { upperTail(-t) }

  /// The t with P(T ≤ t) = `probability`; −∞ at 0 and ∞ at 1.
  ///
  /// The tail is bracketed by doubling and then halved down to neighbouring numbers.
  public func quantile(_ probability: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a quantile needs a probability from 0 to 1")
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    if probability < 0.5 { return -quantileOfUpperTail(probability) }
    return probability == 0.5 ? 0 : quantileOfUpperTail(1 - probability)
  }

  private func quantileOfUpperTail(_ tail: Double) -> Double {
    var lower = 0.0
    var upper = 1.0
    while upperTail(upper) > tail && upper < 1e300 {
      lower = upper
      upper *= 2
    }
    while true {
      let middle = lower + (upper - lower) / 2
      if middle <= lower || middle >= upper { return middle }
      if upperTail(middle) > tail { lower = middle } else { upper = middle }
    }
  }
}
