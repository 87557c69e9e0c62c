import FledgeDatasets
import FledgeModels
import FledgePages
import FledgeStudies
import Yams

/// What each scale runs of a study: how many seeds, and which settings it cuts.
///
/// Without `scales` a quick run has at most 3 epochs, and a smoke run at most 2 epochs on the first 600 examples.
struct ReportScales: Sendable {
  private var seedCounts: [ReportScale: Int]
  private var changes: [ReportScale: [(key: String, value: SettingValue, location: String)]] = [:]
  /// The settings that vary, which no default cut touches.
  private let varying: Set<String>

  init(seeds: StudyFile.Entry?, scales: StudyFile.Entry?, varying: Set<String>, in file: StudyFile) throws {
    self.varying = varying
    let names = ReportScale.allCases.map(\.rawValue)
    var counts: [ReportScale: Int] = [:]
    if let seeds {
      if seeds.value.mapping == nil {
        counts[.full] = try file.count(seeds.value, key: "seeds", line: seeds.line, atMost: 1000)
      } else {
        for item in try file.entries(of: seeds.value, what: "seeds", line: seeds.line, known: names) {
          if let scale = ReportScale(rawValue: item.key) {
            counts[scale] = try file.count(item.value, key: item.key, line: item.line, atMost: 1000)
          }
        }
      }
    }
    let full = counts[.full] ?? 10
    seedCounts = [.full: full, .quick: counts[.quick] ?? min(3, full), .smoke: counts[.smoke] ?? min(2, full)]
    guard let scales else { return }
    for item in try file.entries(of: scales.value, what: "scales", line: scales.line, known: names) {
      guard let scale = ReportScale(rawValue: item.key) else { continue }
      changes[scale] = try file.entries(of: item.value, what: item.key, line: item.line).map { change in
        var probe = TrainingSettings()
        try file.set(&probe, change.key, change.value, line: change.line)
        let location = file.location(change.line)
        return (change.key, try SettingsFile.value(change.value, location: location), location)
      }
    }
  }

  func seeds(_ scale: ReportScale) -> Int { seedCounts[scale] ?? 1 }

  /// The settings as a scale runs them.
  func settings(_ settings: TrainingSettings, at scale: ReportScale) throws(SettingError) -> TrainingSettings {
    var settings = settings
    if let changes = changes[scale] {
      for change in changes { try settings.set(change.key, to: change.value, location: change.location + ": ") }
      return settings
    }
    guard scale != .full else { return settings }
    if !varying.contains("epochs") { settings.epochs = min(settings.epochs, scale == .quick ? 3 : 2) }
    guard scale == .smoke else { return settings }
    if !varying.contains("examples") { settings.examples = min(settings.examples ?? .max, 600) }
    if !varying.contains("test-examples") { settings.testExamples = min(settings.testExamples ?? .max, 600) }
    // A held-out count is meant for the whole training set.
    if case .count(let count) = settings.validation, count >= 300 { settings.validation = .fraction(0.2) }
    return settings
  }
}
