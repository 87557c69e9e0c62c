import FledgeKernels

/// Batch normalisation of a batch that is cut into leaves: each leaf measures its rows, the measurements are combined, and
/// each leaf is normalised with the result.
///
/// Moments are the mean of each feature, then Σ (x − mean)² of each.
extension BatchNorm {
  /// The values that a leaf measures before it can be normalised.
  package var momentCount: Int { 2 * features }
  /// The values that a leaf sums before the gradient of its input can be computed.
  package var gradientSumCount: Int { 2 * features }

  /// The moments of the rows of one leaf.
  func measure(_ input: Span<Float>, into moments: inout MutableSpan<Double>, context: LayerContext) {
    let rowCount = context.batch * positions
    var mean = context.saved.mutable(0)
    var variance = context.saved.mutable(1)
    var inverse = context.saved.mutable(2)
    if positions > 1 {
      var rows = context.saved.mutable(3)
      pixelRows(input, into: &rows, context)
      columnStatistics(
        rows.span.extracting(0..<input.count), epsilon: epsilon, mean: &mean, variance: &variance,
        inverseStandardDeviation: &inverse, rows: rowCount, columns: features, threads: context.threads)
    } else {
      columnStatistics(
        input, epsilon: epsilon, mean: &mean, variance: &variance, inverseStandardDeviation: &inverse, rows: rowCount,
        columns: features, threads: context.threads)
    }
    for feature in 0..<features {
      moments[feature] = Double(mean[feature])
      moments[features + feature] = Double(variance[feature]) * Double(rowCount)
    }
  }

  /// The moments of two groups of values together; `result` may lie where `left` or `right` lies.
  ///
  /// mean = μ_a + δ·n_b / n, M = M_a + M_b + δ²·n_a·n_b / n with δ = μ_b − μ_a. Chan, Golub and LeVeque, 1979.
  package static func combine(
    _ left: Span<Double>, count first: Int, _ right: Span<Double>, count second: Int,
    into result: inout MutableSpan<Double>
  ) {
    let features = left.count / 2
    if first == 0 || second == 0 {
      for index in 0..<2 * features { result[index] = first == 0 ? right[index] : left[index] }
      return
    }
    let (a, b, all) = (Double(first), Double(second), Double(first + second))
    for feature in 0..<features {
      let mean = left[feature]
      let difference = right[feature] - mean
      let squares = left[features + feature] + right[features + feature]
      result[feature] = mean + difference * b / all
      result[features + feature] = squares + difference * difference * a * b / all
    }
  }

  /// Takes the mean and variance of a whole batch from its moments.
  ///
  /// - Parameters:
  ///   - examples: those of the whole batch.
  ///   - updatesStatistics: whether the running statistics move too; once for all leaves.
  func take(_ moments: Span<Double>, examples: Int, updatesStatistics: Bool, context: LayerContext) {
    let count = examples * positions
    var mean = context.saved.mutable(0)
    var variance = context.saved.mutable(1)
    var inverse = context.saved.mutable(2)
    for feature in 0..<features {
      mean[feature] = Float(moments[feature])
      variance[feature] = Float(moments[features + feature] / Double(count))
      inverse[feature] = 1 / (variance[feature] + epsilon).squareRoot()
    }
    if updatesStatistics { updateRunningStatistics(context, count: count) }
  }

  /// y = γ·(x − μ) / √(σ² + ε) + β with the mean and variance of `take`.
  func normalize(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    let rowCount = context.batch * positions
    guard positions > 1 else {
      normalizeColumns(
        input, mean: context.saved[0], inverseStandardDeviation: context.saved[2], scale: context.parameters[0],
        shift: context.parameters[1], into: &output, rows: rowCount, columns: features, threads: context.threads)
      return
    }
    let count = input.count
    var normalised = context.saved.mutable(4)
    var used = normalised._mutatingExtracting(0..<count)
    normalizeColumns(
      context.saved[3].extracting(0..<count), mean: context.saved[0], inverseStandardDeviation: context.saved[2],
      scale: context.parameters[0], shift: context.parameters[1], into: &used, rows: rowCount, columns: features,
      threads: context.threads)
    channelPlanes(used.span, into: &output, context)
  }

  /// Σ h·∂E/∂y of each feature, then Σ ∂E/∂y of each, over the rows of one leaf; adds them to the parameters' gradients.
  ///
  /// - Parameter start: where the sums begin in `sums`, which must be 0 there.
  func sumGradients(
    _ outputGradient: Span<Float>, input: Span<Float>, into sums: AlignedBuffer<Float>, at start: Int,
    context: LayerContext
  ) {
    let count = outputGradient.count
    if positions > 1 {
      var gradients = context.saved.mutable(4)
      pixelRows(outputGradient, into: &gradients, context)
    }
    let rows = positions > 1 ? context.saved[3].extracting(0..<count) : input
    let gradients = positions > 1 ? context.saved[4].extracting(0..<count) : outputGradient
    var none = MutableSpan<Float>()
    var scaleSums = sums.mutableSpan(start..<start + features)
    var shiftSums = sums.mutableSpan(start + features..<start + 2 * features)
    batchNormGradient(
      input: rows, outputGradient: gradients, scale: context.parameters[0], mean: context.saved[0],
      inverseStandardDeviation: context.saved[2], into: &none, scaleGradient: &scaleSums, shiftGradient: &shiftSums,
      rows: context.batch * positions, columns: features, threads: context.threads)
    var scale = context.gradients.mutable(0)
    var shift = context.gradients.mutable(1)
    addScaled(scaleSums.span, by: 1, to: &scale)
    addScaled(shiftSums.span, by: 1, to: &shift)
  }

  /// ∂E/∂x = γ / √(σ² + ε)·(∂E/∂y − (Σ ∂E/∂y + h·Σ h·∂E/∂y) / n), with the sums over a whole batch of `examples`.
  func inputGradient(
    _ outputGradient: Span<Float>, input: Span<Float>, sums: Span<Float>, examples: Int,
    into inputGradient: inout MutableSpan<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    let count = outputGradient.count
    guard positions > 1 else {
      gradientRows(outputGradient, input: input, sums: sums, rows: examples, into: &inputGradient, context: context)
      return
    }
    var gradients = context.saved.mutable(5)
    var used = gradients._mutatingExtracting(0..<count)
    gradientRows(
      context.saved[4].extracting(0..<count), input: context.saved[3].extracting(0..<count), sums: sums,
      rows: examples * positions, into: &used, context: context)
    channelPlanes(used.span, into: &inputGradient, context)
  }

  private func gradientRows(
    _ outputGradient: Span<Float>, input: Span<Float>, sums: Span<Float>, rows: Int,
    into result: inout MutableSpan<Float>, context: LayerContext
  ) {
    let (mean, inverse, scale) = (context.saved[0], context.saved[2], context.parameters[0])
    // The variance has been used: its memory takes the factors of the features.
    var factor = context.saved.mutable(1)
    for feature in 0..<features { factor[feature] = inverse[feature] * scale[feature] }
    let share = 1 / Float(rows)
    var index = 0
    while index < outputGradient.count {
      for feature in 0..<features {
        let normalised = (input[index] - mean[feature]) * inverse[feature]
        let own = outputGradient[index] - sums[features + feature] * share
        let value = factor[feature] * (own - normalised * (sums[feature] * share))
        // As the kernels do: numbers below the normal ones would be slow.
        result[index] = abs(value) < Float.leastNormalMagnitude ? 0 : value
        index += 1
      }
    }
  }
}
