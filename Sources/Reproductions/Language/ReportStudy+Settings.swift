import FledgeFormats
import FledgeModels
import FledgePages

extension ReportStudy {
  /// The settings that a report of a training is expected to state.
  static let expected = [
    "layers", "activation", "init", "loss", "optimizer", "learning-rate", "batch-size", "epochs", "scaling",
    "validation",
  ]

  /// The settings that the report neither states nor lists as open, of those that a report is expected to state.
  var unstated: [String] {
    // The report lists its settings in words.
    guard showsSettings else { return [] }
    let said = Set(stated.map(\.key) + open + axes.map(\.key) + changedByReadings)
    let replaced: Set = settings.isAutoencoder ? ["layers"] : []
    return Self.expected.filter { !said.contains($0) && !replaced.contains($0) }
  }

  /// The settings as the page lists them: those with a section first, then what the report leaves open.
  var settingsTable: SettingsTable {
    var rows: [ReportSetting] = stated.map { .stated($0.key, text($0.key), in: $0.source) }
    let places = Dictionary(stated.map { ($0.key, $0.source) }) { first, _ in first }
    for axis in axes where places[axis.key] == nil { rows.append(.stated(axis.key, text(axis.key), in: "varied")) }
    for key in open where places[key] == nil {
      rows.append(.chosen(key, text(key), because: "the report does not say; \(reason(key))"))
    }
    let listed = Set(stated.map(\.key) + open + axes.map(\.key))
    for key in unique(given + unstated) where !listed.contains(key) {
      rows.append(.chosen(key, text(key), because: "no section is named; \(reason(key))"))
    }
    for reading in readings where readings.count > 1 {
      let position = readings.firstIndex { $0.id == reading.id } ?? 0
      let changed = changes(of: position)
      rows.append(
        reading.source.map { .stated("reading: \(reading.name)", changed, in: $0) }
          ?? .chosen("reading: \(reading.name)", changed, because: "one way to read what is left open"))
    }
    return SettingsTable("study \(name)", rows)
  }

  private func unique(_ keys: [String]) -> [String] {
    var seen = Set<String>()
    return keys.filter { seen.insert($0).inserted }
  }

  private func reason(_ key: String) -> String { given.contains(key) ? "chosen in this file" : "the default of Fledge" }

  /// The values that a setting has in the study.
  func text(_ key: String) -> String {
    if let axis = axes.first(where: { $0.key == key }) {
      return axis.values.map { $0.isEmpty ? "none" : $0 }.joined(separator: "; ")
    }
    var values: [String] = []
    for variant in variants(reading: 0) {
      let value = variant.settings.values[key]?.plainText ?? ""
      if !values.contains(value) { values.append(value) }
    }
    return values.map { $0.isEmpty ? "none" : $0 }.joined(separator: "; ")
  }

  /// The settings that readings differ by: they are read in several ways, so they are said to be open.
  private var changedByReadings: [String] {
    guard let first = variants(reading: 0).first?.settings.values else { return [] }
    return readings.indices.dropFirst().flatMap { index -> [String] in
      guard let own = variants(reading: index).first?.settings.values else { return [] }
      return own.members.filter { first[$0.key] != $0.value }.map(\.key)
    }
  }

  /// What a reading sets otherwise than the first one.
  private func changes(of reading: Int) -> String {
    guard let first = variants(reading: 0).first, let own = variants(reading: reading).first else { return "" }
    let (before, after) = (first.settings.values, own.settings.values)
    let changed = after.members.filter { before[$0.key] != $0.value }.map { "\($0.key) \($0.value.plainText)" }
    return changed.isEmpty ? "as above" : changed.joined(separator: ", ")
  }
}
