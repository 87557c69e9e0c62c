/// Softmax and cross-entropy in one step, against labels.
///
/// With p = softmax of example n's logits, label y, class weights ω, example weights e and smoothing s over C classes:
///
///     l[n] = (1 − s) · ω[y] · (−log p[y]) + s/C · Σ_c ω[c] · (−log p[c])
///     loss = Σₙ e[n] l[n] / Σₙ e[n] ω[y[n]]
///
/// **Reduction**: the weighted mean, Σ w·l / Σ w; the plain mean over the batch when nothing is weighted. Smoothing and
/// class weights combine as in PyTorch's `CrossEntropyLoss`.
///
/// **Shapes**: logits `[batch, classes]`, `labels: [batch]`, `classWeights: [classes]`, `exampleWeights: [batch]`.
///
/// Source: Bridle (1990) for the pair; Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7, for
/// smoothing.
public struct ReferenceSoftmaxCrossEntropy: ReferenceLoss {
  /// The class of each example.
  public let labels: [Int]
  /// s, the share of the target spread over all classes.
  public let labelSmoothing: Double
  /// ω, a weight for each class.
  public let classWeights: [Double]?
  /// e, a weight for each example.
  public let exampleWeights: [Double]?

  /// Describes the loss of one batch.
  public init(
    labels: [Int], labelSmoothing: Double = 0, classWeights: [Double]? = nil, exampleWeights: [Double]? = nil
  ) {
    self.labels = labels
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
    self.exampleWeights = exampleWeights
  }

  /// Σ w·l / Σ w.
  public func value(_ logits: [Double], batch: Int) -> Double {
    let classes = logits.count / batch
    let logProbabilities = ReferenceLogSoftmax().forward(logits, batch: batch, parameters: [])
    var sum = 0.0
    for n in 0..<batch {
      for c in 0..<classes { sum -= target(n, c, classes: classes) * logProbabilities[n * classes + c] }
    }
    return sum / totalWeight
  }

  /// With t[n, c] the factor of −log p[c] in e[n] l[n]: ∂logits[n, c] = (p[c] Σₖ t[n, k] − t[n, c]) / Σ w.
  ///
  /// Without weights and smoothing that is (p − onehot(y)) / batch.
  public func gradient(_ logits: [Double], batch: Int) -> [Double] {
    let classes = logits.count / batch
    let probabilities = ReferenceSoftmax().forward(logits, batch: batch, parameters: [])
    var gradient = [Double](repeating: 0, count: logits.count)
    for n in 0..<batch {
      var targetSum = 0.0
      for c in 0..<classes { targetSum += target(n, c, classes: classes) }
      for c in 0..<classes {
        let k = n * classes + c
        gradient[k] = (probabilities[k] * targetSum - target(n, c, classes: classes)) / totalWeight
      }
    }
    return gradient
  }

  /// t[n, c] = e[n] ω[c] ((1 − s) [c = y[n]] + s/C), the factor of −log p[n, c].
  private func target(_ n: Int, _ c: Int, classes: Int) -> Double {
    let share = (c == labels[n] ? 1 - labelSmoothing : 0) + labelSmoothing / Double(classes)
    return (exampleWeights?[n] ?? 1) * (classWeights?[c] ?? 1) * share
  }

  /// Σₙ e[n] ω[y[n]].
  private var totalWeight: Double {
    FledgeReference.exampleWeights(labels: labels, classWeights: classWeights, exampleWeights: exampleWeights)
      .reduce(0, +)
  }
}
