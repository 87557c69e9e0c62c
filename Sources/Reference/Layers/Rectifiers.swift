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

/// A rectifier that lets a little through: f(x) = x for positive x, otherwise slope · x.
///
/// Source: Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013).
public struct ReferenceLeakyReLU: ReferenceActivation {
  /// The slope for negative x.
  public let slope: Double

  /// Sets the slope for negative x.
  public init(slope: Double = 0.01) {
    self.slope = slope
  }

  /// x, or slope · x where x is negative.
  public func value(_ x: Double) -> Double { x > 0 ? x : slope * x }

  /// 1 for positive x, otherwise the slope, also at 0.
  public func derivative(_ x: Double) -> Double { x > 0 ? 1 : slope }
}

/// The exponential linear unit: f(x) = x for positive x, otherwise α (eˣ − 1).
///
/// Source: Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units"
/// (2016), section 3.
public struct ReferenceELU: ReferenceActivation {
  /// The depth α of the negative branch.
  public let alpha: Double

  /// Sets the depth α of the negative branch.
  public init(alpha: Double = 1) {
    self.alpha = alpha
  }

  /// x, or α (eˣ − 1) where x is negative.
  public func value(_ x: Double) -> Double { x > 0 ? x : alpha * expm1(x) }

  /// 1 for positive x, otherwise α eˣ.
  public func derivative(_ x: Double) -> Double { x > 0 ? 1 : alpha * exp(x) }
}

/// The self-normalising unit: f(x) = λ x for positive x, otherwise λ α (eˣ − 1).
///
/// λ and α make mean 0 and variance 1 a fixed point.
///
/// Source: Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 2 and the constants of equation 14.
public struct ReferenceSELU: ReferenceActivation {
  /// λ.
  public static let scale = 1.0507009873554804934193349852946
  /// α.
  public static let alpha = 1.6732632423543772848170429916717

  /// Makes one; there is nothing to set.
  public init() {}

  /// λ x, or λ α (eˣ − 1) where x is negative.
  public func value(_ x: Double) -> Double { x > 0 ? Self.scale * x : Self.scale * Self.alpha * expm1(x) }

  /// λ for positive x, otherwise λ α eˣ.
  public func derivative(_ x: Double) -> Double { x > 0 ? Self.scale : Self.scale * Self.alpha * exp(x) }
}

/// A tanh of straight lines: f(x) = x between `lower` and `upper`, and the nearer bound outside.
///
/// Source: Collobert, "Large Scale Machine Learning" (2004).
public struct ReferenceHardTanh: ReferenceActivation {
  /// The lower bound.
  public let lower: Double
  /// The upper bound.
  public let upper: Double

  /// Sets the lower bound and the upper bound.
  public init(lower: Double = -1, upper: Double = 1) {
    self.lower = lower
    self.upper = upper
  }

  /// x held between the bounds.
  public func value(_ x: Double) -> Double { min(max(x, lower), upper) }

  /// 1 strictly between the bounds, otherwise 0.
  public func derivative(_ x: Double) -> Double { x > lower && x < upper ? 1 : 0 }
}
