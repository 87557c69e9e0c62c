import FledgeFormats

/// How the cells of a stored study differ from those of a new definition of the same name.
public struct StudyDifference: Hashable, Sendable, CustomStringConvertible {
  /// A setting (or the seed) that takes other values in the store than in the definition.
  public struct Setting: Hashable, Sendable {
    /// The key path, such as `optimizer.momentum`.
    public let path: String
    /// The values in the store, in order of first appearance, as JSON.
    public let stored: [String]
    /// The values in the definition, in order of first appearance, as JSON.
    public let defined: [String]
  }

  /// How many cells the store has.
  public let storedRuns: Int
  /// How many cells the definition has.
  public let definedRuns: Int
  /// Indices of the stored cells that the definition lacks.
  public let onlyStored: [Int]
  /// Indices of the defined cells that the store lacks.
  public let onlyDefined: [Int]
  /// The settings that take other values, by key path.
  public let settings: [Setting]

  /// Compares cell by cell; nil where both are the same.
  init?(stored: [StudyRunDefinition], defined: [StudyRunDefinition]) {
    struct Key: Hashable {
      let hash: String
      let seed: UInt64
      init(_ cell: StudyRunDefinition) { (hash, seed) = (cell.hash, cell.seed) }
    }
    let storedKeys = stored.map(Key.init)
    let definedKeys = defined.map(Key.init)
    guard storedKeys != definedKeys else { return nil }
    let (storedSet, definedSet) = (Set(storedKeys), Set(definedKeys))
    storedRuns = stored.count
    definedRuns = defined.count
    onlyStored = storedKeys.indices.filter { !definedSet.contains(storedKeys[$0]) }
    onlyDefined = definedKeys.indices.filter { !storedSet.contains(definedKeys[$0]) }
    let (storedValues, definedValues) = (Self.values(of: stored), Self.values(of: defined))
    settings = Set(storedValues.keys).union(definedValues.keys).sorted(by: String.byBytes).compactMap { path in
      let (stored, defined) = (storedValues[path] ?? [], definedValues[path] ?? [])
      return Set(stored) == Set(defined) ? nil : Setting(path: path, stored: stored, defined: defined)
    }
  }

  private static func values(of cells: [StudyRunDefinition]) -> [String: [String]] {
    var values: [String: [String]] = [:]
    for cell in cells {
      var entries = (try? Settings(configuration: cell.configuration, source: ""))?.entries ?? []
      entries.append(Settings.Entry(path: "seed", value: .seed(cell.seed)))
      for entry in entries where !values[entry.path, default: []].contains(entry.value.text()) {
        values[entry.path, default: []].append(entry.value.text())
      }
    }
    return values
  }

  /// One line, such as “learning-rate: stored 0.001, 0.003, now 0.001; stored 4 cells, now 2”.
  public var description: String {
    var parts = settings.map { setting in
      "\(setting.path): stored \(Self.list(setting.stored)), now \(Self.list(setting.defined))"
    }
    if storedRuns != definedRuns { parts.append("stored \(storedRuns) runs, now \(definedRuns)") }
    if parts.isEmpty {
      parts.append(
        onlyDefined.isEmpty
          ? "the same runs in another order" : "other combinations of the same values in \(onlyDefined.count) runs")
    }
    return parts.joined(separator: "; ")
  }

  private static func list(_ values: [String]) -> String {
    guard !values.isEmpty else { return "nothing" }
    return values.prefix(8).joined(separator: ", ") + (values.count > 8 ? ", … (\(values.count) values)" : "")
  }
}
