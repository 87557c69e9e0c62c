import FledgeAnalysis
import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgeStudies

/// Accuracies of the nearest neighbours, in codes and in the features themselves.
struct NeighborAccuracies {
  private let count: Int
  private let threads: ThreadPool
  private let location: String
  /// By the data of the run, since several variants share them.
  private var known: [String: Double] = [:]

  /// - Parameters:
  ///   - count: how many neighbours vote.
  ///   - location: where errors of the data are.
  init(_ count: Int, threads: ThreadPool, location: String) {
    (self.count, self.threads, self.location) = (count, threads, location)
  }

  /// The share of test examples whose code takes their class from its nearest training codes.
  func inCode(of run: ReportRun) throws -> Double {
    let (training, test) = try data(run)
    return try checked {
      try LatentCodes(
        run.autoencoder(threads), training: training, test: test, neighbors: count, threads: threads
      ).confusion.classificationAccuracy
    }
  }

  /// The same with the features as the network sees them.
  mutating func inFeatures(of run: ReportRun) throws -> Double {
    let values = run.settings.values
    let key = TrainingSettings.keys(deciding: .data).map { values[$0]?.canonicalText ?? "" }.joined(separator: "\n")
    if let accuracy = known["\(run.seed)\n\(key)"] { return accuracy }
    let (training, test) = try data(run)
    let accuracy = try checked {
      try NeighborClassifier(
        training.featureRows(threads: threads), labels: training.labels, classes: test.classCount, neighbors: count,
        threads: threads
      ).evaluate(test.featureRows(threads: threads), labels: test.labels, threads: threads).accuracy
    }
    known["\(run.seed)\n\(key)"] = accuracy
    return accuracy
  }

  private func data(_ run: ReportRun) throws -> (training: Dataset, test: Dataset) {
    let data = try run.data()
    let test = data.judged.examples
    guard test.classCount > 0 else {
      throw StudyError.badDefinition(
        location: location, reason: "a table of neighbors: expected classes, found data without labels")
    }
    return (data.training, test)
  }

  private func checked<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as AnalysisError {
      throw StudyError.badDefinition(location: location, reason: "a table of neighbors: \(error)")
    }
  }
}
