import FledgeAnalysis
import FledgeDatasets
import FledgeInspection
import FledgeModels
import FledgeTensors
import Synchronization

/// The training examples of the last data that were searched, made ready for it.
///
/// 376 MB for MNIST, so one is kept, which all runs of the same data share.
final class TrainingIndex: Sendable {
  private let kept = Mutex<(key: String, index: NeighborIndex)?>(nil)

  /// The training examples of a run before scaling.
  ///
  /// - Throws: `AnalysisError` for values that are not finite.
  func index(_ training: Dataset, of run: TrainedRun) throws -> NeighborIndex {
    let key = TrainingIndex.key(training, run)
    return try kept.withLock { kept in
      if let kept, kept.key == key { return kept.index }
      // The old one is freed before the new one is built.
      kept = nil
      let found = try NeighborIndex(
        Tensor(shape: [training.count, training.featureShape.count], elements: training.plainFeatures()))
      kept = (key, found)
      return found
    }
  }

  /// What equal training sets have in common: their files and the rows that are held out, or the run where there are no files.
  private static func key(_ training: Dataset, _ run: TrainedRun) -> String {
    let files = training.provenance.files.map(\.sha256)
    guard !files.isEmpty else { return run.path }
    return "\(files) \(training.count) \(training.rowsDigest)"
  }
}
