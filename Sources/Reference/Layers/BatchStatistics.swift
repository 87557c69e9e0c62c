/// A mean and a variance for each feature: of one batch, or running over many.
///
/// **Shapes**: `mean`, `variance: [features]`.
public struct ReferenceBatchStatistics: Sendable, Equatable {
  /// The mean of each feature.
  public var mean: [Double]
  /// The variance of each feature.
  public var variance: [Double]

  /// Takes the two as they are; PyTorch's running statistics start at mean 0 and variance 1.
  public init(mean: [Double], variance: [Double]) {
    self.mean = mean
    self.variance = variance
  }

  /// Computes the mean and the biased variance (divided by the batch) of each feature of `[batch, features]`.
  public init(of input: [Double], batch: Int) {
    let features = input.count / batch
    mean = [Double](repeating: 0, count: features)
    variance = [Double](repeating: 0, count: features)
    for f in 0..<features {
      for n in 0..<batch { mean[f] += input[n * features + f] / Double(batch) }
      for n in 0..<batch {
        let centred = input[n * features + f] - mean[f]
        variance[f] += centred * centred / Double(batch)
      }
    }
  }

  /// Moves running statistics towards a batch: running ← (1 − momentum) · running + momentum · batch.
  ///
  /// As in PyTorch the batch's variance enters unbiased, times n / (n − 1), although the layer normalises with the biased
  /// one; so the batch needs at least two examples.
  public mutating func update(with input: [Double], batch: Int, momentum: Double = 0.1) {
    precondition(batch > 1, "running statistics: expected at least 2 examples, found \(batch)")
    let statistics = ReferenceBatchStatistics(of: input, batch: batch)
    let correction = Double(batch) / Double(batch - 1)
    for f in mean.indices {
      mean[f] = (1 - momentum) * mean[f] + momentum * statistics.mean[f]
      variance[f] = (1 - momentum) * variance[f] + momentum * correction * statistics.variance[f]
    }
  }
}
