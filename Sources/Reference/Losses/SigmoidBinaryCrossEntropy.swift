/// Sigmoid and binary cross-entropy in one step, on logits.
///
///     l = −t log σ(x) − (1 − t) log(1 − σ(x)) = log(1 + eˣ) − t x
///
/// **Reduction**: named in the call.
///
/// **Shapes**: logits x, `targets: [batch, outputs]`, each target between 0 and 1.
public struct ReferenceSigmoidBinaryCrossEntropy: ReferenceElementwiseLoss {
  /// t, what the predictions are compared to.
  public let targets: [Double]
  /// How the sum becomes a mean.
  public let reduction: ReferenceReduction

  /// Describes the loss of one batch.
  public init(targets: [Double], reduction: ReferenceReduction) {
    self.targets = targets
    self.reduction = reduction
  }

  /// log(1 + eˣ) − t x.
  public func value(_ logit: Double, target: Double) -> Double { logOnePlusExp(logit) - target * logit }

  /// σ(x) − t.
  public func derivative(_ logit: Double, target: Double) -> Double { logistic(logit) - target }
}
