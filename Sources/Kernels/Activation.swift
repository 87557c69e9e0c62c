internal import CFledgeKernels

/// An activation function, elementwise.
public enum Activation: Sendable, Equatable {
  /// max(0, x), with the derivative 0 at 0.
  case relu
  /// x above 0, slope · x elsewhere.
  case leakyReLU(slope: Float)
  /// x above 0, α (eˣ − 1) elsewhere.
  case elu(alpha: Float)
  /// 1.0507 times an ELU with α = 1.67326.
  case selu
  /// x Φ(x), Φ exact through erf.
  case gelu
  /// x Φ(x), Φ approximated through tanh.
  case geluTanh
  /// x / (1 + e⁻ˣ).
  case silu
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// log(1 + eˣ).
  case softplus
  /// x clipped to −1...1, with the derivative 0 at both ends.
  case hardTanh

  var code: (kind: Int32, parameter: Float) {
    let (kind, parameter): (fledge_activation, Float) =
      switch self {
      case .relu: (FLEDGE_RELU, 0)
      case .leakyReLU(let slope): (FLEDGE_LEAKY_RELU, slope)
      case .elu(let alpha): (FLEDGE_ELU, alpha)
      case .selu: (FLEDGE_SELU, 0)
      case .gelu: (FLEDGE_GELU, 0)
      case .geluTanh: (FLEDGE_GELU_TANH, 0)
      case .silu: (FLEDGE_SILU, 0)
      case .sigmoid: (FLEDGE_SIGMOID, 0)
      case .tanh: (FLEDGE_TANH, 0)
      case .softplus: (FLEDGE_SOFTPLUS, 0)
      case .hardTanh: (FLEDGE_HARD_TANH, 0)
      }
    return (Int32(kind.rawValue), parameter)
  }

  var minimumElements: Int {
    switch self {
    case .relu, .leakyReLU, .hardTanh: FledgeKernels.minimumElements
    default: minimumCostlyElements
    }
  }
}

/// y = f(x), element by element; y may be the memory of x.
public func applyActivation(
  _ function: Activation, to x: Span<Float>, into y: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  requireCount("applyActivation y", y.count, x.count)
  let (kernel, code) = unsafe (threads.kernels.pointee.activation, function.code)
  let (x, y, count) = unsafe (x.pointer, y.pointer, x.count)
  threads.split(count, minimum: function.minimumElements) {
    unsafe kernel(code.kind, code.parameter, x, y, $0, $1)
  }
}

/// dx = dy · f′(x), element by element; dx may be the memory of dy.
///
/// - Parameters:
///   - input: x.
///   - output: y = f(x), from which some derivatives are cheaper.
///   - outputGradient: dy.
public func activationGradient(
  _ function: Activation, input: Span<Float>, output: Span<Float>, outputGradient: Span<Float>,
  into dx: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  requireCount("activationGradient output", output.count, input.count)
  requireCount("activationGradient outputGradient", outputGradient.count, input.count)
  requireCount("activationGradient dx", dx.count, input.count)
  let (kernel, code) = unsafe (threads.kernels.pointee.activation_gradient, function.code)
  let (x, y, dy, dx, count) = unsafe (
    input.pointer, output.pointer, outputGradient.pointer, dx.pointer, input.count
  )
  threads.split(count, minimum: function.minimumElements) {
    unsafe kernel(code.kind, code.parameter, x, y, dy, dx, $0, $1)
  }
}
