/// One example of every loss: for contract tests and look-up by name.
public enum LossCatalogue {
  /// Every loss, with its default settings.
  public static let all: [any Loss] = [
    SoftmaxCrossEntropy(), NegativeLogLikelihood(), ProbabilityCrossEntropy(), SigmoidBinaryCrossEntropy(),
    SquaredError(), AbsoluteError(), HuberLoss(), HingeLoss(), KullbackLeiblerDivergence(),
  ]
}
