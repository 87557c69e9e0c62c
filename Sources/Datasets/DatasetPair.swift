/// A training set, and the test set that belongs to it where there is one.
public struct DatasetPair: Sendable {
  /// The examples to learn from; a validation set is split off from these.
  public var training: Dataset
  /// The examples that are looked at once, at the end.
  public var test: Dataset?

  /// Pairs a training set with its test set.
  public init(training: Dataset, test: Dataset? = nil) {
    self.training = training
    self.test = test
  }
}
