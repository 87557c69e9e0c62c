/// The multi-class hinge: every wrong class must stay below the right one by a margin.
///
///     l[n] = Σ_{c ≠ y} max(0, margin − x[n, y] + x[n, c]) / C
///
/// **Reduction**: the mean over the batch; each example's sum is divided by the number of classes C, as in PyTorch's
/// `MultiMarginLoss` (other texts leave that out).
///
/// **Shapes**: scores x `[batch, classes]`, `labels: [batch]`.
///
/// Source: Weston and Watkins, "Support Vector Machines for Multi-Class Pattern Recognition" (1999).
public struct ReferenceHinge: ReferenceLoss {
  /// y, the class of each example.
  public let labels: [Int]
  /// How far the right class must lead.
  public let margin: Double

  /// Describes the loss of one batch.
  public init(labels: [Int], margin: Double = 1) {
    self.labels = labels
    self.margin = margin
  }

  /// Σ max(0, margin − x[y] + x[c]) / (C · batch).
  public func value(_ scores: [Double], batch: Int) -> Double {
    let classes = scores.count / batch
    var sum = 0.0
    for n in 0..<batch {
      let right = scores[n * classes + labels[n]]
      for c in 0..<classes where c != labels[n] { sum += max(0, margin - right + scores[n * classes + c]) }
    }
    return sum / Double(classes * batch)
  }

  /// Each pair within the margin pulls x[y] up and pushes x[c] down by 1 / (C · batch).
  public func gradient(_ scores: [Double], batch: Int) -> [Double] {
    let classes = scores.count / batch
    var gradient = [Double](repeating: 0, count: scores.count)
    for n in 0..<batch {
      let right = n * classes + labels[n]
      for c in 0..<classes where c != labels[n] {
        let wrong = n * classes + c
        if margin - scores[right] + scores[wrong] > 0 {
          gradient[right] -= 1 / Double(classes * batch)
          gradient[wrong] += 1 / Double(classes * batch)
        }
      }
    }
    return gradient
  }
}
