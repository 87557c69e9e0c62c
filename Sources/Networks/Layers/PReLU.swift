import FledgeKernels
public import FledgeTensors

/// A rectifier whose slope on the negative side is learned: y = x for x > 0, aₖ·x otherwise, k the feature.
///
/// - `weight` a: `[features]`, one slope for each feature, starts at 0.25.
///
/// Source: He, Zhang, Ren and Sun, 2015, equation 1.
public struct PReLU: Layer {
  public let features: Int

  public init(_ features: Int) {
    self.features = features
  }

  public var name: String { "prelu" }
  public var summary: String { "\(features)" }
  public var parameters: [ParameterSpec] {
    [ParameterSpec("weight", [features], role: .scale, initializer: .constant(0.25))]
  }

  /// The shape of the input, which has one axis.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard input == [features] else { throw .shapeMismatch(path: path, expected: "[\(features)]", found: input) }
    return input
  }

  /// y = x, or a·x where x is not positive.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    let slopes = context.parameters[0]
    for row in 0..<context.batch {
      for feature in 0..<features {
        let position = row * features + feature
        output[position] = input[position] > 0 ? input[position] : slopes[feature] * input[position]
      }
    }
  }

  /// ∂E/∂x = ∂E/∂y or a·∂E/∂y; ∂E/∂a += Σ x·∂E/∂y over the examples in which x is not positive.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    let slopes = context.parameters[0]
    var slopeGradient = context.gradients.mutable(0)
    for row in 0..<context.batch {
      for feature in 0..<features {
        let position = row * features + feature
        let isPositive = input[position] > 0
        if !isPositive { slopeGradient[feature] += outputGradient[position] * input[position] }
        if !inputGradient.isEmpty {
          inputGradient[position] = outputGradient[position] * (isPositive ? 1 : slopes[feature])
        }
      }
    }
  }
}

extension PReLU {
  static let form = LayerForm("prelu", "a leaky rectifier whose slopes are learned") {
    (arguments, input) throws(NetworkError) in
    guard input.rank == 1 else {
      throw .shapeMismatch(path: arguments.path, expected: "[features] (put flatten before it)", found: input)
    }
    return PReLU(input[0])
  }
}
