/// The Kullback–Leibler divergence from target probabilities to predicted log-probabilities.
///
///     l = t (log t − x), and 0 where t = 0
///
/// **Reduction**: named in the call.
///
/// **Shapes**: log-probabilities x, `targets: [batch, classes]`. PyTorch's `batchmean`, the divergence as the
/// field defines it, is the sum over features and mean over the batch.
///
/// Source: Kullback and Leibler, "On Information and Sufficiency" (1951).
public struct ReferenceKullbackLeiblerDivergence: ReferenceElementwiseLoss {
  /// t, what the predictions are compared to.
  public let targets: [Double]
  /// How the sum becomes a mean.
  public let reduction: ReferenceReduction

  /// Describes the loss of one batch.
  public init(targets: [Double], reduction: ReferenceReduction) {
    self.targets = targets
    self.reduction = reduction
  }

  /// t (log t − x).
  public func value(_ logProbability: Double, target: Double) -> Double {
    target > 0 ? target * (log(target) - logProbability) : 0
  }

  /// −t.
  public func derivative(_ logProbability: Double, target: Double) -> Double { -target }
}
