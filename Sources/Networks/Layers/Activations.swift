public import FledgeKernels

/// The rectifier: y = max(0, x); the derivative at 0 is 0.
///
/// Nair and Hinton, 2010.
public struct ReLU: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `relu`.
  public var name: String { "relu" }
  /// The function.
  public var activation: Activation { .relu }
}

/// The leaky rectifier: y = x for x > 0, a·x otherwise.
///
/// Maas, Hannun and Ng, 2013.
public struct LeakyReLU: ElementwiseLayer {
  /// The slope a on the negative side.
  public let slope: Float

  /// Makes the layer.
  public init(slope: Float = 0.01) {
    self.slope = slope
  }

  /// `leaky-relu`.
  public var name: String { "leaky-relu" }
  /// The slope.
  public var summary: String { "slope \(slope)" }
  /// The function.
  public var activation: Activation { .leakyReLU(slope: slope) }
}

/// The exponential linear unit: y = x for x > 0, α·(eˣ − 1) otherwise.
///
/// Clevert, Unterthiner and Hochreiter, 2016, equation 15.
public struct ELU: ElementwiseLayer {
  /// The value −α is approached far on the negative side.
  public let alpha: Float

  /// Makes the layer.
  public init(alpha: Float = 1) {
    self.alpha = alpha
  }

  /// `elu`.
  public var name: String { "elu" }
  /// The alpha.
  public var summary: String { "alpha \(alpha)" }
  /// The function.
  public var activation: Activation { .elu(alpha: alpha) }
}

/// The self-normalising unit: an ELU with fixed α and scale that keep mean 0 and variance 1.
///
/// Klambauer, Unterthiner, Mayr and Hochreiter, 2017.
public struct SELU: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `selu`.
  public var name: String { "selu" }
  /// The function.
  public var activation: Activation { .selu }
}

/// The Gaussian error linear unit: y = x·Φ(x), Φ the normal distribution function, exact through erf.
///
/// Hendrycks and Gimpel, 2016.
public struct GELU: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `gelu`.
  public var name: String { "gelu" }
  /// The function.
  public var activation: Activation { .gelu }
}

/// The Gaussian error linear unit with Φ approximated by tanh, PyTorch's `approximate='tanh'`.
///
/// Hendrycks and Gimpel, 2016.
public struct TanhGELU: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `gelu-tanh`.
  public var name: String { "gelu-tanh" }
  /// The function.
  public var activation: Activation { .geluTanh }
}

/// The sigmoid-weighted unit, also called swish: y = x·σ(x).
///
/// Elfwing, Uchibe and Doya, 2018.
public struct SiLU: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `silu`.
  public var name: String { "silu" }
  /// The function.
  public var activation: Activation { .silu }
}

/// The logistic function: y = 1 / (1 + e⁻ˣ), y′ = y·(1 − y).
public struct Sigmoid: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `sigmoid`.
  public var name: String { "sigmoid" }
  /// The function.
  public var activation: Activation { .sigmoid }
}

/// The hyperbolic tangent: y = tanh x, y′ = 1 − y².
public struct Tanh: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `tanh`.
  public var name: String { "tanh" }
  /// The function.
  public var activation: Activation { .tanh }
}

/// A smooth rectifier: y = ln(1 + eˣ), y′ = σ(x).
///
/// Dugas, Bengio, Bélisle, Nadeau and Garcia, 2001.
public struct Softplus: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `softplus`.
  public var name: String { "softplus" }
  /// The function.
  public var activation: Activation { .softplus }
}

/// The identity cut off at ±1; the derivative at the corners is 0.
///
/// Collobert, 2004.
public struct HardTanh: ElementwiseLayer {
  /// Makes the layer.
  public init() {}

  /// `hard-tanh`.
  public var name: String { "hard-tanh" }
  /// The function.
  public var activation: Activation { .hardTanh }
}
