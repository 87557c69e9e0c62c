/// A smooth rectifier: f(x) = log(1 + e^(βx)) / β.
///
/// PyTorch switches to f(x) = x above βx = 20; here the formula holds everywhere (the two differ by at most 2.1e-9).
///
/// Source: Dugas et al., "Incorporating Second-Order Functional Knowledge for Better Option Pricing" (2001).
public struct ReferenceSoftplus: ReferenceActivation {
  /// The sharpness β.
  public let beta: Double

  /// Sets the sharpness β.
  public init(beta: Double = 1) {
    self.beta = beta
  }

  /// log(1 + e^(βx)) / β.
  public func value(_ x: Double) -> Double { logOnePlusExp(beta * x) / beta }

  /// σ(βx).
  public func derivative(_ x: Double) -> Double { logistic(beta * x) }
}
