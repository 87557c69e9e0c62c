import FledgeKernels
public import FledgeTensors

/// Sets features to zero at random in training, and scales the others so that the mean is kept: y = m·x / (1 − p).
///
/// The mask m is 0 with probability p and 1 otherwise, a function of seed, layer, step and element. `backward` computes
/// the same mask again instead of storing it. In evaluation y = x.
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014 (the "inverted" form).
public struct Dropout: Layer {
  /// The probability that a feature is dropped, in [0, 1).
  public let probability: Float

  public init(_ probability: Float) {
    self.probability = probability
  }

  public var name: String { "dropout" }
  public var summary: String { "\(probability)" }
  public var isRandom: Bool { true }

  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard probability >= 0, probability < 1 else {
      throw .invalidLayer(path: path, reason: "expected a dropout probability in [0, 1), found \(probability)")
    }
    return input
  }

  /// y = m·x / (1 − p) in training, y = x in evaluation.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    if context.mode == .training {
      dropout(input, into: &output, probability: probability, key: context.key, threads: context.threads)
    } else {
      copy(input, into: &output)
    }
  }

  /// ∂E/∂x = m·∂E/∂y / (1 − p) in training, ∂E/∂y in evaluation.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    if context.mode == .training {
      dropout(
        outputGradient, into: &inputGradient, probability: probability, key: context.key, threads: context.threads)
    } else {
      copy(outputGradient, into: &inputGradient)
    }
  }
}

extension Dropout {
  static let form = LayerForm("dropout", "SHARE", "drops a share of features in training") {
    (arguments, _) throws(NetworkError) in Dropout(try arguments.number())
  }

  public var listing: String {
    "dropout \(probability)"
  }
}
