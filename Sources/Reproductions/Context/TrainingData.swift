import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeStudies
import FledgeTensors
import Synchronization

/// Data of runs as `fledge train` reads them, the most recently used sets kept.
final class TrainingData: Sendable {
  /// What is known of a set beside its examples.
  struct Summary: Sendable {
    /// The SHA-256 over the files; that of a word where the data are generated.
    let digest: String
    let trainingCount: Int
    let featureCount: Int
  }

  private let summaries = Mutex<[String: Summary]>([:])
  private let recent: RecentData

  init(capacity: Int) { recent = RecentData(capacity: capacity) }

  /// Reads a set, or returns the one that is there.
  func data(for settings: TrainingSettings) throws -> ExperimentData {
    try recent.data(for: settings) { try ExperimentData(settings, allowsStandIn: false) }
  }

  func summary(of settings: TrainingSettings) throws -> Summary {
    var first = settings
    // The files do not depend on the seed.
    first.seed = 0
    let key = RecentData.key(first)
    if let summary = summaries.withLock({ $0[key] }) { return summary }
    let data = try data(for: first)
    let files = (data.training.provenance.files + (data.test?.provenance.files ?? [])).map(\.sha256)
    let summary = Summary(
      digest: SHA256.hash(Array((files.isEmpty ? "generated" : files.joined(separator: "\n")).utf8)).hex,
      trainingCount: data.training.count, featureCount: data.training.featureShape.count)
    summaries.withLock { $0[key] = summary }
    return summary
  }

  /// The summary of a set that was read already.
  func known(_ settings: TrainingSettings) -> Summary? {
    var first = settings
    first.seed = 0
    return summaries.withLock { $0[RecentData.key(first)] }
  }
}
