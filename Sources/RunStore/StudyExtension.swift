import FledgeFormats

/// What the definition of a study changes in the stored study of its name.
struct StudyExtension {
  /// One cell of the study after the change.
  enum Row {
    /// A cell that is there, by its number.
    case stored(StudyRun.ID)
    /// A cell to add.
    case new(StudyRunDefinition)
  }

  /// All cells in their new order: those of the definition, then those that it repeats with larger settings.
  private(set) var rows: [Row] = []
  /// Cells without a result that the definition repeats with larger settings.
  private(set) var dropped: [StudyRun.ID] = []

  /// The settings of which a definition may take a larger value: more epochs are further runs, not another study.
  private static let growing = ["epochs"]

  private struct Key: Hashable {
    let hash: String
    let seed: UInt64
  }

  /// Compares both; `nil` where nothing changes.
  ///
  /// - Throws: `RunStoreError.studyDiffers` where the definition lacks a stored cell.
  init?(of stored: [StudyRun], by definition: StudyDefinition) throws(RunStoreError) {
    // One study may hold the same training twice.
    var waiting = Dictionary(grouping: stored) { Key(hash: $0.hash, seed: $0.seed) }
    for cell in definition.cells {
      let key = Key(hash: cell.hash, seed: cell.seed)
      if let known = waiting[key]?.first {
        waiting[key]?.removeFirst()
        rows.append(.stored(known.id))
      } else {
        rows.append(.new(cell))
      }
    }
    let rest = waiting.values.joined().sorted { $0.index < $1.index }
    let continued = rest.isEmpty ? [] : Set(definition.cells.map { Self.shape($0.configuration, $0.seed) })
    let isOtherOrder = rest.isEmpty && stored.count == rows.count && rows.compactMap(\.id) != stored.map(\.id)
    guard !isOtherOrder, rest.allSatisfy({ continued.contains(Self.shape($0.configuration, $0.seed)) }),
      rest.allSatisfy({ cell in definition.cells.contains { Self.outgrows($0, cell) } })
    else {
      let cells = stored.map { StudyRunDefinition(configuration: $0.configuration, hash: $0.hash, seed: $0.seed) }
      guard let difference = StudyDifference(stored: cells, defined: definition.cells) else { return nil }
      throw .studyDiffers(name: definition.name, difference: difference)
    }
    dropped = rest.filter { $0.state == .queued }.map(\.id)
    rows += rest.filter { $0.state != .queued }.map { .stored($0.id) }
    if rows.compactMap(\.id) == stored.map(\.id), rows.count == stored.count { return nil }
  }

  /// A configuration without the settings that may grow.
  private static func shape(_ configuration: String, _ seed: UInt64) -> String {
    var object = (try? JSONValue(parsing: configuration))?.objectValue ?? JSONObject()
    for key in growing { object[key] = nil }
    return "\(seed) " + JSONValue.object(object).canonicalText
  }

  /// Whether a definition is the same training with a larger value of a growing setting.
  private static func outgrows(_ new: StudyRunDefinition, _ old: StudyRun) -> Bool {
    guard new.seed == old.seed, let new = try? JSONValue(parsing: new.configuration),
      let old = try? JSONValue(parsing: old.configuration)
    else { return false }
    return growing.contains { key in
      guard let left = new[key]?.numberValue, let right = old[key]?.numberValue else { return false }
      return left > right
    }
  }
}

extension StudyExtension.Row {
  /// The number of a stored cell.
  fileprivate var id: StudyRun.ID? {
    if case .stored(let id) = self { id } else { nil }
  }
}
