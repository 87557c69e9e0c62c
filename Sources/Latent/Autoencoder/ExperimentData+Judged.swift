package import FledgeDatasets
package import FledgeModels

extension ExperimentData {
  /// The examples that a trained network is looked at with: the test set, else what was held out, else the training set.
  package var judged: (examples: Dataset, part: String) {
    test.map { ($0, "test") } ?? validation.map { ($0, "validation") } ?? (training, "training")
  }
}
