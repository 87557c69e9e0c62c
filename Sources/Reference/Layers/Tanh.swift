/// The hyperbolic tangent: f(x) = (eˣ − e^−x) / (eˣ + e^−x).
public struct ReferenceTanh: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// tanh x.
  public func value(_ x: Double) -> Double { tanh(x) }

  /// 1 − tanh² x.
  public func derivative(_ x: Double) -> Double {
    let t = tanh(x)
    return 1 - t * t
  }
}
