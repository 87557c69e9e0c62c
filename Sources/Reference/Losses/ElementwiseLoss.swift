/// How a loss that compares value by value becomes one number.
public enum ReferenceReduction: Sendable, Equatable, CaseIterable {
  /// The mean over all elements, examples and features alike: PyTorch's `mean`.
  case meanOverElements
  /// The sum over an example's features, then the mean over the batch: the mean over elements times the features.
  case sumOverFeaturesMeanOverBatch

  /// What the sum over all elements is divided by.
  func divisor(elements: Int, batch: Int) -> Double {
    switch self {
    case .meanOverElements: Double(elements)
    case .sumOverFeaturesMeanOverBatch: Double(batch)
    }
  }
}

/// A loss that compares each prediction with its own target: loss = Σ l(x, t) / divisor.
///
/// A new one says `value(_:target:)` and `derivative(_:target:)`; the reduction follows.
///
/// **Shapes**: predictions x, `targets: [batch, outputs]`.
public protocol ReferenceElementwiseLoss: ReferenceLoss {
  /// t, what the predictions are compared to.
  var targets: [Double] { get }

  /// How the sum becomes a mean.
  var reduction: ReferenceReduction { get }

  /// l(x, t).
  func value(_ prediction: Double, target: Double) -> Double

  /// ∂l/∂x.
  func derivative(_ prediction: Double, target: Double) -> Double
}

extension ReferenceElementwiseLoss {
  /// Σ l(x, t) / divisor.
  public func value(_ predictions: [Double], batch: Int) -> Double {
    var sum = 0.0
    for k in predictions.indices { sum += value(predictions[k], target: targets[k]) }
    return sum / reduction.divisor(elements: predictions.count, batch: batch)
  }

  /// ∂l/∂x / divisor.
  public func gradient(_ predictions: [Double], batch: Int) -> [Double] {
    let divisor = reduction.divisor(elements: predictions.count, batch: batch)
    return predictions.indices.map { derivative(predictions[$0], target: targets[$0]) / divisor }
  }
}
