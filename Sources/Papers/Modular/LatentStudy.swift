import FledgeAnalysis
import FledgeDatasets
import FledgeKernels
import FledgeMetrics
import FledgeTensors

/// The four-dimensional codes of one run, and what five nearest neighbours make of them.
struct LatentRun {
  let trial: Trial
  let trainingCodes: Tensor
  let trainingLabels: [Int32]
  let testCodes: Tensor
  let testLabels: [Int32]
  /// The test codes classified by the five nearest training codes.
  let confusion: FledgeMetrics.ConfusionMatrix

  init(_ trial: Trial, team: ThreadTeam) throws {
    let data = try trial.data()
    let test = data.test ?? data.training
    let predictor = try trial.predictor().using(team)
    self.trial = trial
    trainingCodes = try predictor.codes(of: data.training, team: team)
    trainingLabels = data.training.labels
    testCodes = try predictor.codes(of: test, team: team)
    testLabels = test.labels
    let classes = test.classCount
    let neighbors = try NeighborClassifier(
      trainingCodes, labels: trainingLabels, classes: classes, neighbors: 5, team: team)
    confusion = try FledgeMetrics.ConfusionMatrix(
      predicted: neighbors.predict(testCodes, team: team).map { Int($0) }, labels: testLabels.map { Int($0) },
      classCount: classes)
  }

  /// The mean code of each class over the training images.
  func centroids() throws -> ClassCentroids {
    try ClassCentroids(trainingCodes, labels: trainingLabels, classes: confusion.classCount)
  }

  /// The code units that are 0 for every training image.
  var silentUnits: Int {
    let width = trainingCodes.shape[1]
    return (0..<width).filter { unit in
      stride(from: unit, to: trainingCodes.elements.count, by: width).allSatisfy { trainingCodes.elements[$0] == 0 }
    }.count
  }
}

/// The runs behind figures 12 and 13 and the table; empty where none of them is asked for.
struct LatentStudy {
  let settings: Modular.Configuration
  let linear: [LatentRun]
  let rectified: [LatentRun]

  init(_ laboratory: Laboratory) throws {
    settings = Modular.Configuration(laboratory.scale)
    guard laboratory.wants("fig12", "fig13", "table1", "neighbors", "neighbors.accuracy") else {
      (linear, rectified) = ([], [])
      return
    }
    let trials = try laboratory.train(settings.codes)
    let runs = { (label: String) in
      try trials[label].filter { !$0.hasDiverged }.map { try LatentRun($0, team: laboratory.team) }
    }
    linear = try runs(Modular.Configuration.linearCodes)
    rectified = try runs(Modular.Configuration.rectifiedCodes)
  }

  /// The run with linear codes whose accuracy is the median.
  var median: LatentRun? { Self.median(of: linear) }

  /// The run whose accuracy is the median; the lower one of two.
  static func median(of runs: [LatentRun]) -> LatentRun? {
    let sorted = runs.sorted { $0.confusion.classificationAccuracy < $1.confusion.classificationAccuracy }
    return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
  }
}
