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

/// The hyperbolic tangent: f(x) = (eˣ − e^−x) / (eˣ + e^−x).
public struct ReferenceTanh: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  public func value(_ x: Double) -> Double { tanh(x) }

  /// 1 − tanh² x.
  public func derivative(_ x: Double) -> Double {
    let t = tanh(x)
    return 1 - t * t
  }
}

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

/// The sigmoid-weighted linear unit, also called Swish: f(x) = x σ(x).
///
/// Source: Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units" (2018).
public struct ReferenceSiLU: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// x σ(x).
  public func value(_ x: Double) -> Double { x * logistic(x) }

  /// σ(x) (1 + x (1 − σ(x))).
  public func derivative(_ x: Double) -> Double {
    let s = logistic(x)
    return s * (1 + x * (1 - s))
  }
}

/// The Gaussian error linear unit, exact: f(x) = x Φ(x) with Φ(x) = (1 + erf(x/√2)) / 2.
///
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
public struct ReferenceGELU: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// x Φ(x).
  public func value(_ x: Double) -> Double { x * 0.5 * (1 + erf(x / 2.0.squareRoot())) }

  /// Φ(x) + x φ(x), with the normal density φ(x) = e^(−x²/2) / √(2π).
  public func derivative(_ x: Double) -> Double {
    let cumulative = 0.5 * (1 + erf(x / 2.0.squareRoot()))
    let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    return cumulative + x * density
  }
}

/// The Gaussian error linear unit, approximated: f(x) = x/2 · (1 + tanh u), u = √(2/π) (x + 0.044715 x³).
///
/// PyTorch's `GELU(approximate='tanh')`; it differs from the exact one by less than 0.0005.
///
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
public struct ReferenceTanhGELU: ReferenceActivation {
  /// Makes one; there is nothing to set.
  public init() {}

  /// x/2 · (1 + tanh u).
  public func value(_ x: Double) -> Double { 0.5 * x * (1 + tanh(argument(x))) }

  /// (1 + tanh u)/2 + x/2 · (1 − tanh² u) · u′, with u′ = √(2/π) (1 + 3 · 0.044715 x²).
  public func derivative(_ x: Double) -> Double {
    let t = tanh(argument(x))
    let slope = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope
  }

  /// u = √(2/π) (x + 0.044715 x³).
  private func argument(_ x: Double) -> Double {
    (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
  }
}
