import FledgeReference
import Testing

/// A loss with predictions that suit it.
///
/// A new loss is tested by adding it to `all`.
struct LossCase: Sendable, CustomTestStringConvertible {
  /// What the loss expects to be given.
  enum Predictions: Sendable { case anyNumbers, logProbabilities }

  let name: String
  let loss: any ReferenceLoss
  let predictions: Predictions
  var testDescription: String { name }

  /// Every case has 3 examples of 4 outputs.
  static let batch = 3
  static let outputs = 4

  init(_ name: String, _ loss: any ReferenceLoss, _ predictions: Predictions = .anyNumbers) {
    self.name = name
    self.loss = loss
    self.predictions = predictions
  }

  static let labels = [2, 0, 2]
  static let classWeights = [0.5, 1, 2, 0.25]
  static let exampleWeights = [1, 0.5, 3]
  static let probabilities: [Double] = {
    var random = RandomNumbers(seed: 11)
    return random.probabilities(rows: batch, classes: outputs)
  }()
  static let numbers: [Double] = {
    var random = RandomNumbers(seed: 12)
    return random.values(batch * outputs, from: -2, to: 2)
  }()

  static let classification: [LossCase] = [
    LossCase("softmax cross-entropy", ReferenceSoftmaxCrossEntropy(labels: labels)),
    LossCase("label smoothing", ReferenceSoftmaxCrossEntropy(labels: labels, labelSmoothing: 0.1)),
    LossCase("class weights", ReferenceSoftmaxCrossEntropy(labels: labels, classWeights: classWeights)),
    LossCase(
      "all weights and smoothing",
      ReferenceSoftmaxCrossEntropy(
        labels: labels, labelSmoothing: 0.2, classWeights: classWeights, exampleWeights: exampleWeights)),
    LossCase("dense targets", ReferenceDenseSoftmaxCrossEntropy(targets: probabilities)),
    LossCase(
      "dense targets that do not sum to 1, weighted",
      ReferenceDenseSoftmaxCrossEntropy(targets: probabilities.map { $0 * 1.5 }, exampleWeights: exampleWeights)),
    LossCase("negative log likelihood", ReferenceNegativeLogLikelihood(labels: labels), .logProbabilities),
    LossCase(
      "negative log likelihood, weighted",
      ReferenceNegativeLogLikelihood(labels: labels, classWeights: classWeights, exampleWeights: exampleWeights),
      .logProbabilities),
    LossCase("hinge", ReferenceHinge(labels: labels, margin: 1.5)),
  ]

  static let elementwise: [LossCase] = ReferenceReduction.allCases.flatMap { reduction in
    [
      LossCase(
        "sigmoid cross-entropy, \(reduction)",
        ReferenceSigmoidBinaryCrossEntropy(targets: probabilities, reduction: reduction)),
      LossCase("squared error, \(reduction)", ReferenceMeanSquaredError(targets: numbers, reduction: reduction)),
      LossCase("absolute error, \(reduction)", ReferenceMeanAbsoluteError(targets: numbers, reduction: reduction)),
      LossCase("Huber, \(reduction)", ReferenceHuber(targets: numbers, delta: 0.8, reduction: reduction)),
      LossCase(
        "Kullback–Leibler, \(reduction)",
        ReferenceKullbackLeiblerDivergence(targets: probabilities, reduction: reduction), .logProbabilities),
    ]
  }

  static let all = classification + elementwise
}
