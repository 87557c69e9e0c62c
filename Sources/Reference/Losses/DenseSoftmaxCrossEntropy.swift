/// Softmax and cross-entropy in one step, against a probability for each class.
///
///     l[n] = −Σ_c t[n, c] · log p[n, c], p = softmax of example n's logits
///     loss = Σₙ e[n] l[n] / Σₙ e[n]
///
/// The targets need not sum to 1. With label smoothing s, t ← (1 − s) t + s/C first.
///
/// **Reduction**: the mean over the batch, weighted by the example weights e if there are any.
///
/// **Shapes**: logits, `targets: [batch, classes]`, `exampleWeights: [batch]`.
public struct ReferenceDenseSoftmaxCrossEntropy: ReferenceLoss {
  /// t, a probability for each class of each example.
  public let targets: [Double]
  /// s, between 0 and 1.
  public let labelSmoothing: Double
  /// e, a weight for each example.
  public let exampleWeights: [Double]?

  /// Describes the loss of one batch.
  public init(targets: [Double], labelSmoothing: Double = 0, exampleWeights: [Double]? = nil) {
    self.targets = targets
    self.labelSmoothing = labelSmoothing
    self.exampleWeights = exampleWeights
  }

  /// −Σ e t log p / Σ e.
  public func value(_ logits: [Double], batch: Int) -> Double {
    let classes = logits.count / batch
    let logProbabilities = ReferenceLogSoftmax().forward(logits, batch: batch, parameters: [])
    let targets = smoothed(classes: classes)
    var sum = 0.0
    for n in 0..<batch {
      for c in 0..<classes { sum -= weight(n) * targets[n * classes + c] * logProbabilities[n * classes + c] }
    }
    return sum / totalWeight(batch: batch)
  }

  /// ∂logits[n, c] = e[n] (p[n, c] Σₖ t[n, k] − t[n, c]) / Σ e.
  public func gradient(_ logits: [Double], batch: Int) -> [Double] {
    let classes = logits.count / batch
    let probabilities = ReferenceSoftmax().forward(logits, batch: batch, parameters: [])
    let targets = smoothed(classes: classes)
    var gradient = [Double](repeating: 0, count: logits.count)
    for n in 0..<batch {
      let row = n * classes..<(n + 1) * classes
      var targetSum = 0.0
      for c in row { targetSum += targets[c] }
      for c in row {
        gradient[c] = weight(n) * (probabilities[c] * targetSum - targets[c]) / totalWeight(batch: batch)
      }
    }
    return gradient
  }

  /// t after smoothing.
  private func smoothed(classes: Int) -> [Double] {
    targets.map { (1 - labelSmoothing) * $0 + labelSmoothing / Double(classes) }
  }

  /// e[n].
  private func weight(_ n: Int) -> Double { exampleWeights?[n] ?? 1 }

  /// Σ e.
  private func totalWeight(batch: Int) -> Double { exampleWeights?.reduce(0, +) ?? Double(batch) }
}
