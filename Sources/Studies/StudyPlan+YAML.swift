import FledgeExperiments
import FledgeFormats
import Foundation
import Yams

extension StudyPlan {
  /// The keys that stand at the top of a study's file.
  static let keys = [
    "study", "train", "grid", "list", "random", "seeds", "compare", "baseline", "budget", "halving",
  ]

  /// The most cells, settings times seeds, that a study in a file may have.
  static let largestCellCount = 100_000

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
  /// The points are all combinations of an entry of `list`, a value of every axis of `grid`, and a draw of `random`.
  /// - Parameter file: what errors call the text.
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
    var points = [Point(settings)]
    if let list = entry("list") { points = try reader.bundles(list, over: settings) }
    if let grid = entry("grid") { points = try reader.grid(grid, over: points) }
    if let random = entry("random") { points = try reader.draws(random, over: points) }
    if let (first, second) = StudyPlan.equalPoints(points) {
      throw StudyError.badDefinition(
        location: "\(file), line \((entry("list") ?? entry("grid") ?? study).line)",
        reason: "settings \(first + 1) and \(second + 1) mean the same; leave one of them out")
    }

    let seeds = try entry("seeds").map { try reader.seeds($0) } ?? [settings.seed]
    try reader.checkSize(points: points.count, times: seeds.count, line: (entry("seeds") ?? study).line)
    let name = try reader.text(study.value, key: "study", line: study.line)
    guard CellFiles.fileName(name).utf8.count <= StudyPlan.longestFolderName else {
      throw StudyError.badDefinition(
        location: "\(file), line \(study.line)",
        reason: "study: expected a name of at most \(StudyPlan.longestFolderName) letters, of which a folder is made, "
          + "found \(name.unicodeScalars.count)")
    }
    self.init(
      name: name, source: text, points: points, seeds: seeds)
    let metrics = StudyMetrics.names + moreMetrics
    if let compare = entry("compare") { metric = try reader.metric(compare, among: metrics) }
    if let baseline = entry("baseline") { self.baseline = try reader.baseline(baseline, among: points) }
    if let budget = entry("budget") { self.budget = try reader.budget(budget) }
    if let halving = entry("halving") { self.halving = try reader.halving(halving) }
  }

  private static func equalPoints(_ points: [Point]) -> (Int, Int)? {
    var positions: [String: Int] = [:]
    for (index, point) in points.enumerated() {
      if let earlier = positions.updateValue(index, forKey: CellSettings(point.settings).hash) {
        return (earlier, index)
      }
    }
    return nil
  }
}

extension StudyFile {
  /// The seeds: so many from 0, or a list.
  fileprivate func seeds(_ entry: Entry) throws -> [UInt64] {
    if entry.value.scalar != nil {
      let number = try count(entry.value, key: "seeds", line: entry.line, atMost: StudyPlan.largestCellCount)
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

  fileprivate func metric(_ entry: Entry, among known: [String]) throws(StudyError) -> String {
    let name = try text(entry.value, key: entry.key, line: entry.line)
    guard known.contains(name) else {
      let nearest = suggestion(to: name, among: known)
      let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; known are \(known.joined(separator: ", "))"
      throw fail(entry.line, "\(entry.key): there is no metric '\(name)'\(hint)")
    }
    return name
  }

  /// The one point that agrees with some settings.
  fileprivate func baseline(_ entry: Entry, among points: [StudyPlan.Point]) throws -> Int {
    if let name = entry.value.scalar?.string {
      if let position = points.firstIndex(where: { $0.name == name }) { return position }
      let names = points.compactMap(\.name)
      let hint = suggestion(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw fail(entry.line, "baseline: no entry of the list is named '\(name)'\(hint)")
    }
    let given = try entries(of: entry.value, what: "baseline", line: entry.line)
    let matching = try points.indices.filter { location in
      var changed = points[location].settings
      for item in given { try set(&changed, item.key, item.value, line: item.line) }
      return CellSettings(changed) == CellSettings(points[location].settings)
    }
    guard matching.count == 1 else {
      throw fail(
        entry.line, "baseline: expected the settings of exactly one point, found \(matching.count); name every axis")
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
