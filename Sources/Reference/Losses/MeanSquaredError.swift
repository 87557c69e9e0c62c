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
