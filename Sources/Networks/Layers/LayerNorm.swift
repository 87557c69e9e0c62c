import FledgeKernels
public import FledgeTensors

/// Normalises the features of each example: y = γ·(x − μ) / √(σ² + ε) + β.
///
/// - `weight` γ: `[features]`, starts at 1; `bias` β: `[features]`, starts at 0.
///
/// μ and σ² are the example's own mean and biased variance over its features; ε = 10⁻⁵; the same in training and
/// evaluation. Source: Ba, Kiros and Hinton, 2016, equation 4.
public struct LayerNorm: Layer {
  public let features: Int
  package let epsilon: Float = 1e-5

  public init(_ features: Int) {
    self.features = features
  }

  public var name: String { "layer-norm" }
  public var summary: String { "\(features)" }
  public var parameters: [ParameterSpec] { normalizationParameters(features) }
  /// Each example's mean, and 1 / √(σ² + ε).
  public var saved: [SavedValues] { [.perExample(1), .perExample(1)] }

  /// The shape of the input, which has one axis.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard input == [features] else { throw .shapeMismatch(path: path, expected: "[\(features)]", found: input) }
    return input
  }

  /// y = γ·(x − μ) / √(σ² + ε) + β.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    var allMeans = context.saved.mutable(0)
    var allInverses = context.saved.mutable(1)
    var mean = allMeans._mutatingExtracting(0..<context.batch)
    var inverse = allInverses._mutatingExtracting(0..<context.batch)
    layerNormRows(
      input, scale: context.parameters[0], shift: context.parameters[1], epsilon: epsilon, into: &output, mean: &mean,
      inverseStandardDeviation: &inverse, rows: context.batch, columns: features, threads: context.threads)
  }

  /// With h the normalised input, g = γ·∂E/∂y and n the features: ∂E/∂γ += Σ h·∂E/∂y, ∂E/∂β += Σ ∂E/∂y,
  /// ∂E/∂x = (g − (Σ g + h·Σ h·g) / n) / √(σ² + ε).
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    var scaleGradient = context.gradients.mutable(0)
    var shiftGradient = context.gradients.mutable(1)
    layerNormRowsGradient(
      input: input, outputGradient: outputGradient, scale: context.parameters[0],
      mean: context.saved[0].extracting(0..<context.batch),
      inverseStandardDeviation: context.saved[1].extracting(0..<context.batch),
      into: &inputGradient, scaleGradient: &scaleGradient, shiftGradient: &shiftGradient, rows: context.batch,
      columns: features, threads: context.threads)
  }
}

extension LayerNorm {
  static let form = LayerForm("layer-norm", "layer normalisation") { (arguments, input) throws(NetworkError) in
    guard input.rank == 1 else {
      throw .shapeMismatch(path: arguments.path, expected: "[features] (put flatten before it)", found: input)
    }
    return LayerNorm(input[0])
  }
}
