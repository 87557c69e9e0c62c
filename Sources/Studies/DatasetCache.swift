import FledgeDatasets
import FledgeExperiments
import FledgeFormats
import Synchronization

/// The data of the active cells, each set read once and shared by all cells with the same data settings.
///
/// The split depends on the seed, so cells of different seeds have different data; the most recently used sets are
/// kept.
final class DatasetCache: Sendable {
  /// One set of data; the first cell that needs it reads it while others wait.
  private final class Slot: Sendable {
    let key: String
    let data = Mutex<ExperimentData?>(nil)

    init(key: String) { self.key = key }
  }

  private let slots = Mutex<[Slot]>([])
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  func data(for settings: TrainingSettings) throws -> ExperimentData {
    let key = DatasetCache.key(settings)
    let slot = slots.withLock { slots in
      let index = slots.firstIndex { $0.key == key }
      let slot = index.map { slots.remove(at: $0) } ?? Slot(key: key)
      slots.append(slot)
      if slots.count > capacity { slots.removeFirst() }
      return slot
    }
    return try slot.data.withLock { held in
      if let data = held { return data }
      let data = try ExperimentData(settings)
      held = data
      return data
    }
  }

  /// The settings that decide the data.
  private static func key(_ settings: TrainingSettings) -> String {
    let values = settings.values
    return TrainingSettings.keys(deciding: .data).map { values[$0]?.canonicalText ?? "" }.joined(separator: "\n")
  }
}

extension ExperimentData {
  /// A digest of the files that the data were read from; `nil` for generated data.
  var digest: String? {
    let files = training.provenance.files + (test?.provenance.files ?? [])
    guard !files.isEmpty else { return nil }
    return SHA256.hash(Array(files.map(\.sha256).joined(separator: "\n").utf8)).hex
  }
}
