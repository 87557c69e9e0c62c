import FledgeKernels
public import FledgeTensors

/// Adds normal noise in training: y = x + σ·ε, ε ~ N(0, 1); in evaluation y = x.
///
/// As an autoencoder's first layer it makes a denoising autoencoder: noisy input, clean target.
/// Source: Vincent, Larochelle, Bengio and Manzagol, 2008.
public struct GaussianNoise: Layer {
  /// The noise's standard deviation σ, in the units of the features.
  public let standardDeviation: Float

  public init(_ standardDeviation: Float) {
    self.standardDeviation = standardDeviation
  }

  public var name: String { "gaussian-noise" }
  public var summary: String { "σ \(standardDeviation)" }
  public var isRandom: Bool { true }

  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard standardDeviation >= 0, standardDeviation.isFinite else {
      throw .invalidLayer(path: path, reason: "expected a deviation of 0 or above, found \(standardDeviation)")
    }
    return input
  }

  /// y = x + σ·ε in training, y = x in evaluation.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    if context.mode == .training {
      addGaussianNoise(
        input, standardDeviation: standardDeviation, key: context.key, into: &output, threads: context.threads)
    } else {
      copy(input, into: &output)
    }
  }

  /// ∂E/∂x = ∂E/∂y.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    copy(outputGradient, into: &inputGradient)
  }
}

extension GaussianNoise {
  static let form = LayerForm("noise", "DEVIATION", "adds normal noise in training") {
    (arguments, _) throws(NetworkError) in GaussianNoise(try arguments.number())
  }

  public var listing: String {
    "noise \(standardDeviation)"
  }
}
