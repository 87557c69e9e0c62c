import FledgeKernels
public import FledgeTensors

/// Adds normal noise in training: y = x + σ·ε, ε ~ N(0, 1); in evaluation y = x.
///
/// In front of an autoencoder it makes a denoiser of it: the input is noisy, the target stays clean.
/// Source: Vincent, Larochelle, Bengio and Manzagol, 2008.
public struct GaussianNoise: Layer {
  /// The noise's standard deviation σ, in the units of the features.
  public let deviation: Float

  /// Makes a layer that adds noise.
  public init(_ deviation: Float) {
    self.deviation = deviation
  }

  /// `gaussian-noise`.
  public var kind: String { "gaussian-noise" }
  /// σ.
  public var settings: String { "σ \(deviation)" }
  /// Random in training.
  public var isRandom: Bool { true }

  /// The shape of the input.
  public func outputShape(for input: Shape, path: String) throws(NetworkError) -> Shape {
    guard deviation >= 0, deviation.isFinite else {
      throw .invalidLayer(path: path, reason: "expected a deviation of 0 or above, found \(deviation)")
    }
    return input
  }

  /// y = x + σ·ε in training, y = x in evaluation.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, pass: Pass) {
    if pass.mode == .training {
      addGaussianNoise(input, deviation: deviation, draw: pass.draw, into: &output, team: pass.team)
    } else {
      copy(input, into: &output)
    }
  }

  /// ∂E/∂x = ∂E/∂y.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, pass: Pass
  ) {
    guard !inputGradient.isEmpty else { return }
    copy(outputGradient, into: &inputGradient)
  }
}
