/// The logistic function: f(x) = σ(x) = 1 / (1 + e^−x).
public struct ReferenceSigmoid: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// σ(x).
  public func value(_ x: Double) -> Double { logistic(x) }

  /// σ(x) (1 − σ(x)).
  public func derivative(_ x: Double) -> Double {
    let s = logistic(x)
    return s * (1 - s)
  }
}
