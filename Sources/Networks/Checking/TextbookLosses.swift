import FledgeReference

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Cross-entropy of the label on probabilities, ℓ = −ln max(x_label, 10⁻³⁰), the mean over the batch.
struct TextbookProbabilityCrossEntropy: ReferenceLoss {
  let labels: [Int]

  func value(_ predictions: [Double], batch: Int) -> Double {
    let classes = predictions.count / batch
    var sum = 0.0
    for example in 0..<batch { sum -= log(max(predictions[example * classes + labels[example]], 1e-30)) }
    return sum / Double(batch)
  }

  func gradient(_ predictions: [Double], batch: Int) -> [Double] {
    let classes = predictions.count / batch
    var gradient = [Double](repeating: 0, count: predictions.count)
    for example in 0..<batch {
      let position = example * classes + labels[example]
      gradient[position] = -1 / (max(predictions[position], 1e-30) * Double(batch))
    }
    return gradient
  }
}

/// Softmax cross-entropy with rows of targets that are smoothed first: t ← (1 − s)·t + s/classes.
struct TextbookSmoothedCrossEntropy: ReferenceLoss {
  let targets: [Double]
  let smoothing: Double

  func value(_ predictions: [Double], batch: Int) -> Double {
    smoothed(batch: batch).value(predictions, batch: batch)
  }

  func gradient(_ predictions: [Double], batch: Int) -> [Double] {
    smoothed(batch: batch).gradient(predictions, batch: batch)
  }

  /// The number of classes is known with the batch, not before.
  private func smoothed(batch: Int) -> ReferenceDenseSoftmaxCrossEntropy {
    let classes = Double(targets.count / batch)
    return ReferenceDenseSoftmaxCrossEntropy(targets: targets.map { (1 - smoothing) * $0 + smoothing / classes })
  }
}
