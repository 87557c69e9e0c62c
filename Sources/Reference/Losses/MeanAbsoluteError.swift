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
