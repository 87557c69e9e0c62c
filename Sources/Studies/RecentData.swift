import FledgeFormats
package import FledgeModels
import Synchronization

/// Sets of data by the settings that decide them, the most recently used kept.
///
/// The first run that needs a set makes it while others wait.
package final class RecentData: Sendable {
  private final class Slot: Sendable {
    let key: String
    let data = Mutex<ExperimentData?>(nil)

    init(key: String) { self.key = key }
  }

  private let slots = Mutex<[Slot]>([])
  private let capacity: Int

  package init(capacity: Int) { self.capacity = capacity }

  /// The set that is there, or the one that `make` gives.
  package func data(for settings: TrainingSettings, make: () throws -> ExperimentData) throws -> ExperimentData {
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
      let data = try make()
      held = data
      return data
    }
  }

  /// The settings that decide the data, as one text.
  package static func key(_ settings: TrainingSettings) -> String {
    let values = settings.values
    return TrainingSettings.keys(deciding: .data).map { values[$0]?.canonicalText ?? "" }.joined(separator: "\n")
  }
}
