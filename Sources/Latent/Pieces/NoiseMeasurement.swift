/// What is left of examples under noise of one strength: errors and accuracies, each over the runs of a denoiser.
package struct NoiseMeasurement: Sendable, Equatable {
  /// σ.
  package let standardDeviation: Double
  // Mean squared errors against the clean examples.
  package var noisyErrors: [Double] = []
  package var denoisedErrors: [Double] = []
  package var componentErrors: [Double] = []
  // Shares of test examples that the classifier gets right.
  package var noisyAccuracies: [Double] = []
  package var denoisedAccuracies: [Double] = []
  package var componentAccuracies: [Double] = []
  /// Shares that five neighbours among the codes of clean training examples get right.
  package var neighborAccuracies: [Double] = []

  package init(standardDeviation: Double) { self.standardDeviation = standardDeviation }
}
