import FledgeFormats
import FledgeModels
import Foundation
import Yams

extension StudyPlan {
  /// The top-level keys of a study's file.
  static let keys = [
    "study", "train", "grid", "list", "random", "seeds", "folds", "compare", "baseline", "budget", "halving",
  ]

  /// The most cells, settings times seeds, that a study in a file may have.
  static let largestRunCount = 100_000

  /// The longest name of a study's folder in bytes; file systems take 255.
  static let longestFolderName = 200

  /// Reads a study from a YAML file.
  ///
  /// - Parameter moreMetrics: metrics that the study records beside those of every training.
  /// - Throws: `StudyError` with file and line, `SettingError` where a setting does not take its value.
  public init(fileAt path: String, moreMetrics: [String] = []) throws {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.readSmall(path, limit: YAMLText.largestByteCount)
    } catch {
      switch error.kind {
      case .missing: throw StudyError.missing(path)
      case .system where FileManager.default.isDirectory(path): throw StudyError.missing(path)
      case .tooLarge:
        throw StudyError.badDefinition(
          location: path, reason: "expected UTF-8 text of at most 128 kB, found \(error.found)")
      default: throw error
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StudyError.badDefinition(location: path, reason: "expected UTF-8 text, found other bytes")
    }
    try self.init(yaml: text, file: path, moreMetrics: moreMetrics)
  }

  /// Reads a study from YAML text.
  ///
  /// The variants are all combinations of an entry of `list`, a value of every axis of `grid`, and a draw of `random`.
  /// - Parameter file: the name of the text in errors.
  /// - Throws: `StudyError` with file and line, `SettingError` where a setting does not take its value.
  public init(yaml text: String, file: String, moreMetrics: [String] = []) throws {
    let reader = StudyFile(name: file)
    let entries = try reader.root(text)
    for entry in entries where !StudyPlan.keys.contains(entry.key) {
      throw reader.unknown(entry.key, among: StudyPlan.keys, what: "a study", line: entry.line)
    }
    func entry(_ key: String) -> StudyFile.Entry? { entries.first { $0.key == key } }

    guard let study = entry("study") else {
      throw StudyError.badDefinition(location: "\(file), line 1", reason: "expected 'study: NAME', found no name")
    }
    let settings = try entry("train").map { try reader.settings($0) } ?? TrainingSettings()
    var variants = [Variant(settings)]
    if let list = entry("list") { variants = try reader.bundles(list, over: settings) }
    if let grid = entry("grid") { variants = try reader.grid(grid, over: variants) }
    if let random = entry("random") { variants = try reader.draws(random, over: variants) }
    let line = (entry("list") ?? entry("grid") ?? study).line
    for variant in variants {
      try variant.settings.checkHyperparameters(location: "\(file), line \(entry("random")?.line ?? line): ")
    }
    if let (first, second) = StudyPlan.equalVariants(variants) {
      throw StudyError.badDefinition(
        location: "\(file), line \(line)",
        reason: "settings \(first + 1) and \(second + 1) mean the same; leave one of them out")
    }

    let seeds = try entry("seeds").map { try reader.seeds($0) } ?? [settings.seed]
    let folds = try entry("folds").map { try reader.folds($0) }
    try reader.checkSize(
      variants: variants.count, times: seeds.count * (folds ?? 1),
      line: (entry("seeds") ?? entry("folds") ?? study).line)
    let name = try reader.text(study.value, key: "study", line: study.line)
    guard name.utf8.count <= StudyPlan.longestFolderName else {
      throw StudyError.badDefinition(
        location: "\(file), line \(study.line)",
        reason: "study: expected a name of at most \(StudyPlan.longestFolderName) letters, of which a folder is made, "
          + "found \(name.unicodeScalars.count)")
    }
    self.init(name: name, source: text, variants: variants, seeds: seeds, folds: folds)
    let metrics = StudyMetrics.names + moreMetrics
    if let compare = entry("compare") { metric = try reader.metric(compare, among: metrics) }
    if let baseline = entry("baseline") { self.baseline = try reader.baseline(baseline, among: variants) }
    if let budget = entry("budget") { self.budget = try reader.budget(budget) }
    if let halving = entry("halving") { self.halving = try reader.halving(halving) }
  }

  private static func equalVariants(_ variants: [Variant]) -> (Int, Int)? {
    var indices: [String: Int] = [:]
    for (index, variant) in variants.enumerated() {
      if let earlier = indices.updateValue(index, forKey: RunSettings(variant.settings).hash) {
        return (earlier, index)
      }
    }
    return nil
  }
}

extension StudyFile {
  /// The seeds: a count, which stands for 0 and up, or a list.
  fileprivate func seeds(_ entry: Entry) throws -> [UInt64] {
    if entry.value.scalar != nil {
      let number = try count(entry.value, key: "seeds", line: entry.line, atMost: StudyPlan.largestRunCount)
      return (0..<UInt64(number)).map { $0 }
    }
    var seeds: [UInt64] = []
    for item in try list(entry.value, key: "seeds", line: entry.line) {
      guard let seed = item.scalar.flatMap({ UInt64($0.string) }), seed < 1 << 63 else {
        throw fail(entry.line, "seeds: expected whole numbers of 0 or more, found \(Self.kind(item))")
      }
      guard !seeds.contains(seed) else { throw fail(entry.line, "seeds: \(seed) stands twice") }
      seeds.append(seed)
    }
    return seeds
  }

  /// The number of parts of a cross-validation.
  fileprivate func folds(_ entry: Entry) throws(StudyError) -> Int {
    let folds = try count(entry.value, key: "folds", line: entry.line, atMost: 1000)
    guard folds > 1 else { throw fail(entry.line, "folds: expected a whole number from 2 to 1000, found 1") }
    return folds
  }

  fileprivate func metric(_ entry: Entry, among known: [String]) throws(StudyError) -> String {
    let name = StudyMetrics.fullName(try text(entry.value, key: entry.key, line: entry.line))
    guard known.contains(name) else {
      let nearest = suggestion(to: name, among: known)
      let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; known are \(known.joined(separator: ", "))"
      throw fail(entry.line, "\(entry.key): there is no metric '\(name)'\(hint)")
    }
    return name
  }

  /// The one variant with the given settings.
  fileprivate func baseline(_ entry: Entry, among variants: [StudyPlan.Variant]) throws -> Int {
    if let name = entry.value.scalar?.string {
      if let index = variants.firstIndex(where: { $0.name == name }) { return index }
      let names = variants.compactMap(\.name)
      let hint = suggestion(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw fail(entry.line, "baseline: no entry of the list is named '\(name)'\(hint)")
    }
    let given = try entries(of: entry.value, what: "baseline", line: entry.line)
    let matching = try variants.indices.filter { location in
      var changed = variants[location].settings
      for item in given { try set(&changed, item.key, item.value, line: item.line) }
      return RunSettings(changed) == RunSettings(variants[location].settings)
    }
    guard matching.count == 1 else {
      throw fail(
        entry.line, "baseline: expected the settings of exactly one variant, found \(matching.count); name every axis")
    }
    return matching[0]
  }

  fileprivate func budget(_ entry: Entry) throws(StudyError) -> StudyPlan.Budget {
    var budget = StudyPlan.Budget()
    for item in try entries(of: entry.value, what: "budget", line: entry.line, known: ["epochs", "seconds"]) {
      if item.key == "epochs" {
        budget.epochs = try count(item.value, key: "epochs", line: item.line)
      } else {
        let seconds = try number(item.value, key: "seconds", line: item.line)
        guard seconds > 0 else { throw fail(item.line, "seconds: expected a number above 0, found \(seconds)") }
        budget.seconds = seconds
      }
    }
    return budget
  }

  fileprivate func halving(_ entry: Entry) throws(StudyError) -> StudyPlan.Halving {
    let items = try entries(of: entry.value, what: "halving", line: entry.line, known: ["rungs", "keep", "metric"])
    guard let rungs = items.first(where: { $0.key == "rungs" }) else {
      throw fail(entry.line, "halving: expected 'rungs: [1, 3, 9]', the epochs of each rung, found none")
    }
    var halving = StudyPlan.Halving(rungs: [])
    for item in try list(rungs.value, key: "rungs", line: rungs.line) {
      halving.rungs.append(try count(item, key: "rungs", line: rungs.line))
    }
    guard halving.rungs.count >= 2, zip(halving.rungs, halving.rungs.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw fail(rungs.line, "rungs: expected two or more rising numbers of epochs, found \(halving.rungs)")
    }
    if let item = items.first(where: { $0.key == "keep" }) {
      halving.keep = try number(item.value, key: "keep", line: item.line)
      guard halving.keep > 0, halving.keep < 1 else {
        throw fail(item.line, "keep: expected a share above 0 and below 1, found \(halving.keep)")
      }
    }
    if let item = items.first(where: { $0.key == "metric" }) {
      let known = StudyMetrics.names.filter { $0.hasPrefix("validation_") }
      halving.metric = try metric(item, among: known)
    }
    return halving
  }
}

extension FileManager {
  fileprivate func isDirectory(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
