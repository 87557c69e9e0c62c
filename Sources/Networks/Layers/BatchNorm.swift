import FledgeKernels
public import FledgeTensors

/// Normalises each feature over the batch: y = γ·(x − μ) / √(σ² + ε) + β.
///
/// **Shapes**: `input`, `output: [features]`; or `[features, height, width]`, where each channel is normalised over the
/// batch and all pixels, as PyTorch's `BatchNorm2d` does.
///
/// - `weight` γ: `[features]`, starts at 1; `bias` β: `[features]`, starts at 0.
/// - `running_mean`, `running_var`: `[features]`, start at 0 and 1; in training they move by a tenth (PyTorch's
///   momentum 0.1) towards the batch's mean and unbiased variance; in evaluation they replace the batch's.
///
/// ε = 10⁻⁵; σ² is the biased variance of the batch. Source: Ioffe and Szegedy, 2015, algorithms 1 and 2.
public struct BatchNorm: Layer {
  public let features: Int
  package let epsilon: Float = 1e-5
  let rate: Float = 0.1
  /// The pixels of a channel, set by `fitted(to:)`; 1 for rows of features.
  package private(set) var positions = 1

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
  ///
  /// For images also the input as rows of one pixel's channels, and two buffers of its size.
  public var saved: [SavedValues] {
    let statistics = [SavedValues](repeating: .perBatch(features), count: 3)
    return statistics + [SavedValues](repeating: .perExample(features * positions), count: positions > 1 ? 3 : 0)
  }

  /// The shape of the input: one axis of features, or an image with as many channels.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    guard input == [features] || input.rank == 3 && input[0] == features && input.count > 0 else {
      throw .shapeMismatch(path: path, expected: "[\(features)] or [\(features), height, width]", found: input)
    }
    return input
  }

  public func fitted(to input: TensorShape) -> any Layer {
    var layer = self
    if features > 0 { layer.positions = input.count / features }
    return layer
  }

  /// y = γ·(x − μ) / √(σ² + ε) + β, with the batch's statistics in training and the running ones in evaluation.
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    guard positions > 1 else { return forward(rows: input, into: &output, context: context) }
    let count = input.count
    var rows = context.saved.mutable(3)
    pixelRows(input, into: &rows, context)
    var normalised = context.saved.mutable(4)
    var used = normalised._mutatingExtracting(0..<count)
    forward(rows: rows.span.extracting(0..<count), into: &used, context: context)
    channelPlanes(used.span, into: &output, context)
  }

  private func forward(rows input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    let rowCount = context.batch * positions
    var mean = context.saved.mutable(0)
    var variance = context.saved.mutable(1)
    var inverse = context.saved.mutable(2)
    if context.mode == .training {
      columnStatistics(
        input, epsilon: epsilon, mean: &mean, variance: &variance, inverseStandardDeviation: &inverse, rows: rowCount,
        columns: features, threads: context.threads)
      updateRunningStatistics(context)
    } else {
      copy(context.statistics[0], into: &mean)
      let running = context.statistics[1]
      for feature in 0..<features { inverse[feature] = 1 / (running[feature] + epsilon).squareRoot() }
    }
    normalizeColumns(
      input, mean: mean.span, inverseStandardDeviation: inverse.span, scale: context.parameters[0],
      shift: context.parameters[1], into: &output, rows: rowCount, columns: features, threads: context.threads)
  }

  /// With h the normalised input and n the batch: ∂E/∂γ += Σ h·∂E/∂y, ∂E/∂β += Σ ∂E/∂y,
  /// ∂E/∂x = γ / √(σ² + ε)·(∂E/∂y − (Σ ∂E/∂y + h·Σ h·∂E/∂y) / n) in training, γ / √(σ² + ε)·∂E/∂y in evaluation.
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard positions > 1 else {
      return backward(rows: outputGradient, into: &inputGradient, input: input, context: context)
    }
    let count = outputGradient.count
    var gradients = context.saved.mutable(4)
    pixelRows(outputGradient, into: &gradients, context)
    var inputGradients = context.saved.mutable(5)
    var used = inputGradients._mutatingExtracting(0..<(inputGradient.isEmpty ? 0 : count))
    backward(
      rows: gradients.span.extracting(0..<count), into: &used, input: context.saved[3].extracting(0..<count),
      context: context)
    if !inputGradient.isEmpty { channelPlanes(used.span, into: &inputGradient, context) }
  }

  private func backward(
    rows outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>, input: Span<Float>,
    context: LayerContext
  ) {
    let rowCount = context.batch * positions
    var scaleGradient = context.gradients.mutable(0)
    var shiftGradient = context.gradients.mutable(1)
    guard context.mode == .evaluation else {
      batchNormGradient(
        input: input, outputGradient: outputGradient, scale: context.parameters[0], mean: context.saved[0],
        inverseStandardDeviation: context.saved[2], into: &inputGradient, scaleGradient: &scaleGradient,
        shiftGradient: &shiftGradient, rows: rowCount, columns: features, threads: context.threads)
      return
    }
    // The running statistics are constants: they have no gradient.
    var none = MutableSpan<Float>()
    batchNormGradient(
      input: input, outputGradient: outputGradient, scale: context.parameters[0], mean: context.saved[0],
      inverseStandardDeviation: context.saved[2], into: &none, scaleGradient: &scaleGradient,
      shiftGradient: &shiftGradient, rows: rowCount, columns: features, threads: context.threads)
    let (scale, inverse) = (context.parameters[0], context.saved[2])
    for position in inputGradient.indices {
      let feature = position % features
      inputGradient[position] = scale[feature] * inverse[feature] * outputGradient[position]
    }
  }

  /// Images `[batch, features, positions]` as rows `[batch · positions, features]`.
  func pixelRows(_ images: Span<Float>, into rows: inout MutableSpan<Float>, _ context: LayerContext) {
    for example in 0..<context.batch {
      let first = example * features * positions
      for feature in 0..<features {
        let plane = first + feature * positions
        for position in 0..<positions { rows[first + position * features + feature] = images[plane + position] }
      }
    }
  }

  /// The inverse of `pixelRows`.
  func channelPlanes(_ rows: Span<Float>, into images: inout MutableSpan<Float>, _ context: LayerContext) {
    for example in 0..<context.batch {
      let first = example * features * positions
      for feature in 0..<features {
        let plane = first + feature * positions
        for position in 0..<positions { images[plane + position] = rows[first + position * features + feature] }
      }
    }
  }

  private func updateRunningStatistics(_ context: LayerContext) {
    updateRunningStatistics(context, count: context.batch * positions)
  }

  /// Moves the running statistics towards the mean and variance of `count` values that `context.saved` holds.
  func updateRunningStatistics(_ context: LayerContext, count: Int) {
    let (mean, variance) = (context.saved[0], context.saved[1])
    var runningMean = context.statistics.mutable(0)
    var runningVariance = context.statistics.mutable(1)
    let correction = Float(count) / Float(max(1, count - 1))
    for feature in 0..<features {
      runningMean[feature] += rate * (mean[feature] - runningMean[feature])
      runningVariance[feature] += rate * (correction * variance[feature] - runningVariance[feature])
    }
  }
}

extension BatchNorm {
  static let form = LayerForm("batch-norm", "batch normalisation of features, or of an image's channels") {
    (arguments, input) throws(NetworkError) in
    guard input.rank == 1 || input.rank == 3 else {
      throw .shapeMismatch(path: arguments.path, expected: "[features] or [channels, height, width]", found: input)
    }
    return BatchNorm(input[0])
  }
}

/// γ and β of a normalising layer.
func normalizationParameters(_ features: Int) -> [ParameterSpec] {
  [
    ParameterSpec("weight", [features], role: .scale, initializer: .constant(1)),
    ParameterSpec("bias", [features], role: .bias, initializer: .constant(0)),
  ]
}
