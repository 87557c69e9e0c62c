import FledgeKernels
public import FledgeTensors

/// Divides the features of each example by their root mean square: y = γ·x / r with r = √(mean(x²) + ε).
///
/// - `weight` γ: `[features]`, starts at 1.
///
/// Layer normalisation without mean and shift; ε = 10⁻⁵; the same in training and evaluation.
/// Source: Zhang and Sennrich, 2019, equation 4.
public struct RMSNorm: Layer {
  public let features: Int
  package let epsilon: Float = 1e-5

  public init(_ features: Int) {
    self.features = features
  }

  public var name: String { "rms-norm" }
  public var summary: String { "\(features)" }
  public var parameters: [ParameterSpec] {
    [ParameterSpec("weight", [features], role: .scale, initializer: .constant(1))]
  }
  /// Each example's 1 / r.
  public var saved: [SavedValues] { [.perExample(1)] }

  /// The shape of the input, which has one axis.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard input == [features] else { throw .shapeMismatch(path: path, expected: "[\(features)]", found: input) }
    return input
  }

  /// y = γ·x / r.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    let scale = context.parameters[0]
    var inverses = context.saved.mutable(0)
    for row in 0..<context.batch {
      let first = row * features
      var squares: Float = 0
      for position in first..<first + features { squares += input[position] * input[position] }
      let inverse = 1 / (squares / Float(features) + epsilon).squareRoot()
      inverses[row] = inverse
      for feature in 0..<features { output[first + feature] = scale[feature] * (input[first + feature] * inverse) }
    }
  }

  /// With h = x / r, g = γ·∂E/∂y and n the features: ∂E/∂γ += Σ h·∂E/∂y, ∂E/∂x = (g − h·Σ h·g / n) / r.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    let scale = context.parameters[0]
    let inverses = context.saved[0]
    var scaleGradient = context.gradients.mutable(0)
    for row in 0..<context.batch {
      let (first, inverse) = (row * features, inverses[row])
      var product: Float = 0
      for feature in 0..<features {
        let (normal, gradient) = (input[first + feature] * inverse, outputGradient[first + feature])
        scaleGradient[feature] += normal * gradient
        product += normal * (scale[feature] * gradient)
      }
      guard !inputGradient.isEmpty else { continue }
      let mean = product / Float(features)
      for position in first..<first + features {
        let gradient = scale[position - first] * outputGradient[position]
        inputGradient[position] = (gradient - input[position] * inverse * mean) * inverse
      }
    }
  }
}

extension RMSNorm {
  static let form = LayerForm("rms-norm", "normalisation by the root mean square") {
    (arguments, input) throws(NetworkError) in
    guard input.rank == 1 else {
      throw .shapeMismatch(path: arguments.path, expected: "[features] (put flatten before it)", found: input)
    }
    return RMSNorm(input[0])
  }
}
