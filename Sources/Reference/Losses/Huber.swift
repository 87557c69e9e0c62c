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
