/// One number for each fold of a cross-validation, such as the accuracy on the part that was held out.
public struct FoldValues: Equatable, Sendable {
  /// The values in the order of the folds.
  public let values: SeedValues
  /// The mean over folds of held-out examples per training example; 1 / (K − 1) for K equal folds.
  public let testPerTraining: Double

  /// - Parameter sizes: the training and test examples of each fold.
  /// - Throws: `MetricsError` where there are no values, or one is not finite.
  public init(_ values: [Double], sizes: [(training: Int, test: Int)]) throws(MetricsError) {
    self.values = try SeedValues(values)
    precondition(values.count == sizes.count, "FoldValues: \(values.count) values of \(sizes.count) folds")
    testPerTraining = sizes.reduce(0) { $0 + Double($1.test) / Double(max(1, $1.training)) } / Double(sizes.count)
  }

  public var mean: Double { values.mean }

  /// s with divisor K − 1; `nil` for a single fold.
  public var sampleStandardDeviation: Double? { values.sampleStandardDeviation }

  /// The corrected resampled t interval of the mean: mean ± t·s·√(1/K + n_test/n_training) with K − 1 degrees of freedom.
  ///
  /// Folds share most of their training examples, so their values are not independent and s/√K is too small. The second
  /// term is the correction of C. Nadeau, Y. Bengio, Inference for the generalization error, Machine Learning 52, 2003,
  /// section 3. `nil` for a single fold.
  public func interval(confidence: Double = 0.95) -> Interval? {
    values.studentInterval(
      confidence: confidence, variances: 1 / Double(values.count) + testPerTraining, method: .correctedResampledT)
  }
}
