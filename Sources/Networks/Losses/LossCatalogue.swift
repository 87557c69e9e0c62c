/// One example of every loss: what contract tests run over, and where names are looked up.
public enum LossCatalogue {
  /// Every loss, with its default settings.
  public static let all: [any Loss] = [
    SoftmaxCrossEntropy(), NegativeLogLikelihood(), ProbabilityCrossEntropy(), SigmoidBinaryCrossEntropy(),
    SquaredError(), AbsoluteError(), HuberLoss(), HingeLoss(), KullbackLeiblerDivergence(),
  ]
}
