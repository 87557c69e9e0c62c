/// The rectifier: f(x) = max(0, x).
///
/// Source: Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines" (2010).
public struct ReferenceReLU: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// max(0, x).
  public func value(_ x: Double) -> Double { max(0, x) }

  /// 1 for positive x, otherwise 0, also at 0.
  public func derivative(_ x: Double) -> Double { x > 0 ? 1 : 0 }
}
