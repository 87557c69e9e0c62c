package import FledgeAnalysis
package import FledgeDatasets
package import FledgeKernels
package import FledgeMetrics
package import FledgeTensors

/// The codes of an autoencoder and what the nearest neighbours make of them.
package struct LatentCodes: Sendable {
  /// How many neighbours vote, unless another number is given.
  package static let neighbors = 5

  /// `[examples, code]`.
  package let training: Tensor
  package let trainingLabels: [Int32]
  /// `[examples, code]`.
  package let test: Tensor
  package let testLabels: [Int32]
  /// Classifies codes by the nearest training codes.
  package let classifier: NeighborClassifier
  /// The test codes, so classified.
  package let confusion: ConfusionMatrix

  /// Looks at the codes of two sets with labels.
  ///
  /// - Throws: `AnalysisError` for codes that are not finite, and for fewer training codes than neighbours.
  package init(
    training: Tensor, _ trainingLabels: [Int32], test: Tensor, _ testLabels: [Int32], classes: Int,
    neighbors: Int = LatentCodes.neighbors, threads: ThreadPool
  ) throws {
    (self.training, self.trainingLabels) = (training, trainingLabels)
    (self.test, self.testLabels) = (test, testLabels)
    classifier = try NeighborClassifier(
      training, labels: trainingLabels, classes: classes, neighbors: neighbors, threads: threads)
    confusion = try ConfusionMatrix(
      predicted: classifier.predict(test, threads: threads).map { Int($0) }, labels: testLabels.map { Int($0) },
      classCount: classes)
  }

  /// Codes two sets, and looks at them.
  package init(
    _ autoencoder: Autoencoder, training: Dataset, test: Dataset, neighbors: Int = LatentCodes.neighbors,
    threads: ThreadPool
  ) throws {
    try self.init(
      training: autoencoder.codes(of: training, threads: threads), training.labels,
      test: autoencoder.codes(of: test, threads: threads), test.labels, classes: test.classCount,
      neighbors: neighbors, threads: threads)
  }

  /// The mean code of each class over the training examples.
  package func centroids() throws -> ClassCentroids {
    try ClassCentroids(training, labels: trainingLabels, classes: confusion.classCount)
  }

  /// The code units that are 0 for every training example.
  package var silentUnits: Int {
    let width = training.shape[1]
    return (0..<width).filter { unit in
      stride(from: unit, to: training.elements.count, by: width).allSatisfy { training.elements[$0] == 0 }
    }.count
  }
}
