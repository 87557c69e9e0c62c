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

/// The squared error, without a factor ½: l = (x − t)².
///
/// **Reduction**: named in the call.
///
/// **Shapes**: predictions x, `targets: [batch, outputs]`.
public struct ReferenceMeanSquaredError: ReferenceElementwiseLoss {
  /// t, what the predictions are compared to.
  public let targets: [Double]
  /// How the sum becomes a mean.
  public let reduction: ReferenceReduction

  /// Describes the loss of one batch.
  public init(targets: [Double], reduction: ReferenceReduction) {
    self.targets = targets
    self.reduction = reduction
  }

  /// (x − t)².
  public func value(_ prediction: Double, target: Double) -> Double { (prediction - target) * (prediction - target) }

  /// 2 (x − t).
  public func derivative(_ prediction: Double, target: Double) -> Double { 2 * (prediction - target) }
}

/// The absolute error: l = |x − t|.
///
/// **Reduction**: named in the call.
///
/// **Shapes**: predictions x, `targets: [batch, outputs]`.
public struct ReferenceMeanAbsoluteError: ReferenceElementwiseLoss {
  /// t, what the predictions are compared to.
  public let targets: [Double]
  /// How the sum becomes a mean.
  public let reduction: ReferenceReduction

  /// Describes the loss of one batch.
  public init(targets: [Double], reduction: ReferenceReduction) {
    self.targets = targets
    self.reduction = reduction
  }

  /// |x − t|.
  public func value(_ prediction: Double, target: Double) -> Double { abs(prediction - target) }

  /// The sign of x − t; 0 where they are equal.
  public func derivative(_ prediction: Double, target: Double) -> Double { sign(prediction - target) }
}

/// The squared error near the target, the absolute error far from it.
///
///     l = (x − t)² / 2 where |x − t| ≤ δ, otherwise δ (|x − t| − δ/2)
///
/// **Reduction**: named in the call.
///
/// **Shapes**: predictions x, `targets: [batch, outputs]`.
///
/// Source: Huber, "Robust Estimation of a Location Parameter" (1964).
public struct ReferenceHuber: ReferenceElementwiseLoss {
  /// t, what the predictions are compared to.
  public let targets: [Double]
  /// δ, where the square meets the straight line.
  public let delta: Double
  /// How the sum becomes a mean.
  public let reduction: ReferenceReduction

  /// Describes the loss of one batch.
  public init(targets: [Double], delta: Double = 1, reduction: ReferenceReduction) {
    self.targets = targets
    self.delta = delta
    self.reduction = reduction
  }

  /// (x − t)² / 2, or δ (|x − t| − δ/2).
  public func value(_ prediction: Double, target: Double) -> Double {
    let error = abs(prediction - target)
    return error <= delta ? error * error / 2 : delta * (error - delta / 2)
  }

  /// x − t, held between −δ and δ.
  public func derivative(_ prediction: Double, target: Double) -> Double {
    min(max(prediction - target, -delta), delta)
  }
}
