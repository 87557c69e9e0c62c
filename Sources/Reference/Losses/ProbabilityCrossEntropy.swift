/// The negative logarithm of the right class's probability, on probabilities such as `ReferenceSoftmax` gives.
///
///     loss = −1/N Σₙ log max(x[n, y[n]], 10⁻³⁰)
///
/// **Shapes**: probabilities x `[batch, classes]`, `labels: [batch]`.
public struct ReferenceProbabilityCrossEntropy: ReferenceLoss {
  /// y, the class of each example.
  public let labels: [Int]

  public init(labels: [Int]) { self.labels = labels }

  public func value(_ probabilities: [Double], batch: Int) -> Double {
    let classes = probabilities.count / batch
    var sum = 0.0
    for n in 0..<batch { sum -= log(max(probabilities[n * classes + labels[n]], 1e-30)) }
    return sum / Double(batch)
  }

  /// ∂x[n, c] = −1 / (N max(x[n, c], 10⁻³⁰)) where c is the label, otherwise 0.
  public func gradient(_ probabilities: [Double], batch: Int) -> [Double] {
    let classes = probabilities.count / batch
    var gradient = [Double](repeating: 0, count: probabilities.count)
    for n in 0..<batch {
      let index = n * classes + labels[n]
      gradient[index] = -1 / (max(probabilities[index], 1e-30) * Double(batch))
    }
    return gradient
  }
}
