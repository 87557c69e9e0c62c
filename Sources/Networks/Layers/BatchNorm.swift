import FledgeKernels
public import FledgeTensors

/// Normalises each feature over the batch: y = γ·(x − μ) / √(σ² + ε) + β.
///
/// - `weight` γ: `[features]`, starts at 1; `bias` β: `[features]`, starts at 0.
/// - `running_mean`, `running_var`: `[features]`, start at 0 and 1; in training they move by a tenth (PyTorch's
///   momentum 0.1) towards the batch's mean and unbiased variance; in evaluation they replace the batch's.
///
/// ε = 10⁻⁵; σ² is the biased variance of the batch. Source: Ioffe and Szegedy, 2015, algorithms 1 and 2.
public struct BatchNorm: Layer {
  public let features: Int
  package let epsilon: Float = 1e-5
  private let rate: Float = 0.1

  public init(_ features: Int) {
    self.features = features
  }

  public var name: String { "batch-norm" }
  public var summary: String { "\(features)" }
  public var parameters: [ParameterSpec] { normalizationParameters(features) }
  public var statistics: [ParameterSpec] {
    [
      ParameterSpec("running_mean", [features], role: .bias, initializer: .constant(0)),
      ParameterSpec("running_var", [features], role: .scale, initializer: .constant(1)),
    ]
  }
  /// The batch's mean, its variance, and 1 / √(σ² + ε).
  public var saved: [SavedValues] { [.perBatch(features), .perBatch(features), .perBatch(features)] }

  /// The shape of the input, which has one axis.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard input == [features] else { throw .shapeMismatch(path: path, expected: "[\(features)]", found: input) }
    return input
  }

  /// y = γ·(x − μ) / √(σ² + ε) + β, with the batch's statistics in training and the running ones in evaluation.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    var mean = context.saved.mutable(0)
    var variance = context.saved.mutable(1)
    var inverse = context.saved.mutable(2)
    if context.mode == .training {
      columnStatistics(
        input, epsilon: epsilon, mean: &mean, variance: &variance, inverseStandardDeviation: &inverse,
        rows: context.batch,
        columns: features, threads: context.threads)
      updateRunningStatistics(context)
    } else {
      copy(context.statistics[0], into: &mean)
      let running = context.statistics[1]
      for feature in 0..<features { inverse[feature] = 1 / (running[feature] + epsilon).squareRoot() }
    }
    normalizeColumns(
      input, mean: mean.span, inverseStandardDeviation: inverse.span, scale: context.parameters[0],
      shift: context.parameters[1],
      into: &output, rows: context.batch, columns: features, threads: context.threads)
  }

  /// With h the normalised input and n the batch: ∂E/∂γ += Σ h·∂E/∂y, ∂E/∂β += Σ ∂E/∂y,
  /// ∂E/∂x = γ / √(σ² + ε)·(∂E/∂y − (Σ ∂E/∂y + h·Σ h·∂E/∂y) / n) in training, γ / √(σ² + ε)·∂E/∂y in evaluation.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    var scaleGradient = context.gradients.mutable(0)
    var shiftGradient = context.gradients.mutable(1)
    guard context.mode == .evaluation else {
      batchNormGradient(
        input: input, outputGradient: outputGradient, scale: context.parameters[0], mean: context.saved[0],
        inverseStandardDeviation: context.saved[2], into: &inputGradient, scaleGradient: &scaleGradient,
        shiftGradient: &shiftGradient, rows: context.batch, columns: features, threads: context.threads)
      return
    }
    // The running statistics are constants: they have no gradient.
    var none = MutableSpan<Float>()
    batchNormGradient(
      input: input, outputGradient: outputGradient, scale: context.parameters[0], mean: context.saved[0],
      inverseStandardDeviation: context.saved[2], into: &none, scaleGradient: &scaleGradient,
      shiftGradient: &shiftGradient, rows: context.batch, columns: features, threads: context.threads)
    let (scale, inverse) = (context.parameters[0], context.saved[2])
    for position in inputGradient.indices {
      let feature = position % features
      inputGradient[position] = scale[feature] * inverse[feature] * outputGradient[position]
    }
  }

  private func updateRunningStatistics(_ context: LayerContext) {
    let (mean, variance) = (context.saved[0], context.saved[1])
    var runningMean = context.statistics.mutable(0)
    var runningVariance = context.statistics.mutable(1)
    let correction = Float(context.batch) / Float(max(1, context.batch - 1))
    for feature in 0..<features {
      runningMean[feature] += rate * (mean[feature] - runningMean[feature])
      runningVariance[feature] += rate * (correction * variance[feature] - runningVariance[feature])
    }
  }
}

/// γ and β of a normalising layer.
func normalizationParameters(_ features: Int) -> [ParameterSpec] {
  [
    ParameterSpec("weight", [features], role: .scale, initializer: .constant(1)),
    ParameterSpec("bias", [features], role: .bias, initializer: .constant(0)),
  ]
}
