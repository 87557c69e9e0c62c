public import FledgeKernels

/// A layer that applies one function to every feature: y = f(x), ∂E/∂x = ∂E/∂y·f′(x).
public protocol ElementwiseLayer: Layer {
  var activation: Activation { get }
}

extension ElementwiseLayer {
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    applyActivation(activation, to: input, into: &output, threads: context.threads)
  }

  /// ∂E/∂x = ∂E/∂y·f′(x).
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    activationGradient(
      activation, input: input, output: output, outputGradient: outputGradient, into: &inputGradient,
      threads: context.threads)
  }
}

/// The rectifier: y = max(0, x); the derivative at 0 is 0.
///
/// Nair and Hinton, 2010.
public struct ReLU: ElementwiseLayer {
  public init() {}

  public var name: String { "relu" }
  public var activation: Activation { .relu }
}

/// The leaky rectifier: y = x for x > 0, a·x otherwise.
///
/// Maas, Hannun and Ng, 2013.
public struct LeakyReLU: ElementwiseLayer {
  /// The slope a on the negative side.
  public let slope: Float

  public init(slope: Float = 0.01) {
    self.slope = slope
  }

  public var name: String { "leaky-relu" }
  public var summary: String { "slope \(slope)" }
  public var activation: Activation { .leakyReLU(slope: slope) }
}

extension LeakyReLU {
  static let form = LayerForm("leaky-relu", "[SLOPE]", "the leaky rectifier, slope 0.01") {
    (arguments, _) throws(NetworkError) in LeakyReLU(slope: try arguments.number(default: 0.01))
  }

  public var listing: String {
    slope == 0.01 ? "leaky-relu" : "leaky-relu \(slope)"
  }
}

/// The exponential linear unit: y = x for x > 0, α·(eˣ − 1) otherwise.
///
/// Clevert, Unterthiner and Hochreiter, 2016, equation 15.
public struct ELU: ElementwiseLayer {
  /// The value −α is approached far on the negative side.
  public let alpha: Float

  public init(alpha: Float = 1) {
    self.alpha = alpha
  }

  public var name: String { "elu" }
  public var summary: String { "alpha \(alpha)" }
  public var activation: Activation { .elu(alpha: alpha) }
}

extension ELU {
  static let form = LayerForm("elu", "[ALPHA]", "the exponential linear unit, alpha 1") {
    (arguments, _) throws(NetworkError) in ELU(alpha: try arguments.number(default: 1))
  }

  public var listing: String {
    alpha == 1 ? "elu" : "elu \(alpha)"
  }
}

/// The self-normalising unit: an ELU with fixed α and scale that keep mean 0 and variance 1.
///
/// Klambauer, Unterthiner, Mayr and Hochreiter, 2017.
public struct SELU: ElementwiseLayer {
  public init() {}

  public var name: String { "selu" }
  public var activation: Activation { .selu }
}

/// The Gaussian error linear unit: y = x·Φ(x), Φ the normal distribution function, exact through erf.
///
/// Hendrycks and Gimpel, 2016.
public struct GELU: ElementwiseLayer {
  public init() {}

  public var name: String { "gelu" }
  public var activation: Activation { .gelu }
}

/// The Gaussian error linear unit with Φ approximated by tanh, PyTorch's `approximate='tanh'`.
///
/// Hendrycks and Gimpel, 2016.
public struct TanhGELU: ElementwiseLayer {
  public init() {}

  public var name: String { "gelu-tanh" }
  public var activation: Activation { .geluTanh }
}

/// The sigmoid-weighted unit, also called swish: y = x·σ(x).
///
/// Elfwing, Uchibe and Doya, 2018.
public struct SiLU: ElementwiseLayer {
  public init() {}

  public var name: String { "silu" }
  public var activation: Activation { .silu }
}

/// The logistic function: y = 1 / (1 + e⁻ˣ), y′ = y·(1 − y).
public struct Sigmoid: ElementwiseLayer {
  public init() {}

  public var name: String { "sigmoid" }
  public var activation: Activation { .sigmoid }
}

/// The hyperbolic tangent: y = tanh x, y′ = 1 − y².
public struct Tanh: ElementwiseLayer {
  public init() {}

  public var name: String { "tanh" }
  public var activation: Activation { .tanh }
}

/// A smooth rectifier: y = ln(1 + eˣ), y′ = σ(x).
///
/// Dugas, Bengio, Bélisle, Nadeau and Garcia, 2001.
public struct Softplus: ElementwiseLayer {
  public init() {}

  public var name: String { "softplus" }
  public var activation: Activation { .softplus }
}

/// The identity cut off at ±1; the derivative at the corners is 0.
///
/// Collobert, 2004.
public struct HardTanh: ElementwiseLayer {
  public init() {}

  public var name: String { "hard-tanh" }
  public var activation: Activation { .hardTanh }
}
