/// The negative log-probability of the right class, on log-probabilities such as `ReferenceLogSoftmax` gives.
///
///     loss = −Σₙ w[n] x[n, y[n]] / Σₙ w[n], w[n] = ω[y[n]] · e[n]
///
/// **Reduction**: the weighted mean, Σ w·l / Σ w; the plain mean over the batch when nothing is weighted.
///
/// **Shapes**: log-probabilities x `[batch, classes]`, `labels: [batch]`, `classWeights: [classes]`,
/// `exampleWeights: [batch]`.
public struct ReferenceNegativeLogLikelihood: ReferenceLoss {
  /// y, the class of each example.
  public let labels: [Int]
  /// w, the product of class weight and example weight.
  public let weights: [Double]

  /// Describes the loss of one batch.
  public init(labels: [Int], classWeights: [Double]? = nil, exampleWeights: [Double]? = nil) {
    self.labels = labels
    weights = FledgeReference.exampleWeights(
      labels: labels, classWeights: classWeights, exampleWeights: exampleWeights)
  }

  /// −Σ w x[y] / Σ w.
  public func value(_ logProbabilities: [Double], batch: Int) -> Double {
    let classes = logProbabilities.count / batch
    var sum = 0.0
    for n in 0..<batch { sum -= weights[n] * logProbabilities[n * classes + labels[n]] }
    return sum / weights.reduce(0, +)
  }

  /// ∂x[n, c] = −w[n] / Σ w where c is the label, otherwise 0.
  public func gradient(_ logProbabilities: [Double], batch: Int) -> [Double] {
    let classes = logProbabilities.count / batch
    var gradient = [Double](repeating: 0, count: logProbabilities.count)
    for n in 0..<batch { gradient[n * classes + labels[n]] = -weights[n] / weights.reduce(0, +) }
    return gradient
  }
}
