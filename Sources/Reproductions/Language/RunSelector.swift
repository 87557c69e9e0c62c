import FledgeFormats
import FledgeModels
import FledgeStudies
import Synchronization
import Yams

/// Which runs of a study a number, figure or claim is about: `where: {layers: [512]}`, `variant: tanh`, `reading: wide`.
package struct RunSelector: Sendable {
  let study: ReportStudy
  /// The positions of the chosen variants in the study.
  let chosen: [Int]
  let line: Int

  package var variants: [ReportStudy.Variant] { chosen.map { study.variants[$0] } }

  /// The runs of each chosen variant.
  func runs(_ context: ReproductionContext, of report: String) throws -> [(ReportStudy.Variant, [ReportRun])] {
    let key = "\(report)/\(study.name)"
    let runs =
      try context.finishedRuns.withLock { $0[key] } ?? context.train(study.trainings(of: report, at: context.scale))
    context.finishedRuns.withLock { $0[key] = runs }
    return variants.map { ($0, runs[study.key($0)]) }
  }

  /// What a condition says of a variant: a setting and its value as text.
  struct Condition {
    let key: String
    let value: Node
    let line: Int
  }

  /// Chooses variants, those of the first reading where no other is named.
  ///
  /// - Throws: `StudyError` where a name is unknown or no variant has the values.
  init(
    _ study: ReportStudy, where conditions: [Condition], variants: [String]? = nil, reading: String? = nil, line: Int,
    in file: StudyFile
  ) throws {
    self.study = study
    self.line = line
    var index = 0
    if let reading {
      guard let found = study.readings.firstIndex(where: { $0.id == reading }) else {
        throw file.noSuch("reading of study '\(study.name)'", reading, among: study.readings.map(\.id), line: line)
      }
      index = found
    }
    if let variant = variants?.first(where: { name in !study.variants.contains { $0.name == name } }) {
      var names: [String] = []
      for name in study.variants.compactMap(\.name) where !names.contains(name) { names.append(name) }
      guard !names.isEmpty else {
        throw file.fail(line, "study '\(study.name)' has no variants with names, found '\(variant)'; use where")
      }
      throw file.noSuch("variant of study '\(study.name)'", variant, among: names, line: line)
    }
    let expected = try conditions.map { condition -> (key: String, text: String, condition: Condition) in
      _ = try file.settingName(condition.key, line: condition.line)
      var settings = TrainingSettings()
      try file.set(&settings, condition.key, condition.value, line: condition.line)
      return (condition.key, settings.values[condition.key]?.canonicalText ?? "", condition)
    }
    chosen = study.variants.indices.filter { position in
      let candidate = study.variants[position]
      guard candidate.reading == index, variants?.contains(candidate.name ?? "") ?? true else { return false }
      let values = candidate.settings.values
      return expected.allSatisfy { values[$0.key]?.canonicalText == $0.text }
    }
    guard chosen.isEmpty else { return }
    for (key, text, condition) in expected {
      var known: [String] = []
      for candidate in study.variants where candidate.reading == index {
        let value = candidate.settings.values[key]
        if value?.canonicalText == text {
          known = []
          break
        }
        let shown = value?.plainText ?? ""
        if !known.contains(shown) { known.append(shown) }
      }
      guard known.isEmpty else {
        let shown = try SettingsFile.value(condition.value, location: key).text
        throw file.fail(
          condition.line,
          "study '\(study.name)' trains nothing with this \(key), found \(shown); it has "
            + known.map { $0.isEmpty ? "none" : $0 }.joined(separator: "; "))
      }
    }
    throw file.fail(line, "study '\(study.name)' trains nothing with all of these values together")
  }

  /// The one variant that is meant.
  func single(in file: StudyFile, what: String) throws(StudyError) -> RunSelector {
    guard chosen.count == 1 else {
      let keys = study.axes.map(\.key) + (study.variants.contains { $0.name != nil } ? ["variant"] : [])
      throw file.fail(
        line,
        "\(what): expected one variant of study '\(study.name)', found \(chosen.count); name \(keys.joined(separator: ", "))"
      )
    }
    return self
  }

  /// The chosen variants that fit.
  func keeping(_ fits: (ReportStudy.Variant) -> Bool) -> RunSelector {
    RunSelector(study: study, chosen: chosen.filter { fits(study.variants[$0]) }, line: line)
  }

  /// One of the chosen variants, by its position in the study.
  func keeping(at position: Int) -> RunSelector { RunSelector(study: study, chosen: [position], line: line) }

  /// The same choice under another reading.
  func under(reading: Int) -> RunSelector {
    let positions = chosen.compactMap { position -> Int? in
      let own = study.variants[position]
      let first = study.variants.firstIndex { $0.reading == own.reading } ?? 0
      let start = study.variants.firstIndex { $0.reading == reading } ?? 0
      let index = start + position - first
      return study.variants.indices.contains(index) && study.variants[index].reading == reading ? index : nil
    }
    return RunSelector(study: study, chosen: positions, line: line)
  }

  private init(study: ReportStudy, chosen: [Int], line: Int) {
    (self.study, self.chosen, self.line) = (study, chosen, line)
  }
}
