import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeTensors
import Synchronization

/// Data of runs as `fledge train` reads them, the most recently used sets kept.
final class TrainingData: Sendable {
  /// One set; the first run that needs it reads it while others wait.
  private final class Slot: Sendable {
    let key: String
    let data = Mutex<ExperimentData?>(nil)

    init(key: String) { self.key = key }
  }

  private let slots = Mutex<[Slot]>([])
  /// What is known of a set beside its examples.
  struct Summary: Sendable {
    /// The SHA-256 over the files; that of a word where the data are generated.
    let digest: String
    let trainingCount: Int
    let featureCount: Int
  }

  private let summaries = Mutex<[String: Summary]>([:])
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  /// Reads a set, or returns the one that is there.
  func data(for settings: TrainingSettings) throws -> ExperimentData {
    let key = Self.key(settings)
    let slot = slots.withLock { slots in
      let index = slots.firstIndex { $0.key == key }
      let slot = index.map { slots.remove(at: $0) } ?? Slot(key: key)
      slots.append(slot)
      if slots.count > capacity { slots.removeFirst() }
      return slot
    }
    return try slot.data.withLock { held in
      if let data = held { return data }
      let data = try ExperimentData(settings, allowsStandIn: false)
      held = data
      return data
    }
  }

  func summary(of settings: TrainingSettings) throws -> Summary {
    var first = settings
    // The files do not depend on the seed.
    first.seed = 0
    let key = Self.key(first)
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
    return summaries.withLock { $0[Self.key(first)] }
  }

  private static func key(_ settings: TrainingSettings) -> String {
    let values = settings.values
    return TrainingSettings.keys(deciding: .data).map { values[$0]?.canonicalText ?? "" }.joined(separator: "\n")
  }
}
