import FledgeFormats
import FledgeModels
public import FledgeRunStore
import FledgeStudies
import Foundation

/// The runs that one export writes: those of a study, of a cross-validation, or one alone.
public struct TrackedRuns: Sendable {
  /// The project or experiment that they belong to: the study's name, or `fledge`.
  public var name: String
  public var runs: [TrackedRun]
  /// What was left out, one line each.
  public var notes: [String] = []

  /// The project of runs without a study.
  public static let defaultName = "fledge"

  public init(name: String, runs: [TrackedRun]) { (self.name, self.runs) = (name, runs) }

  /// Whether a path is the folder of a run, finished or not, or of a cross-validation.
  public static func isFolder(_ path: String) -> Bool {
    FoldsFolder.isOne(path) || RunFolder.hasRecord(in: path)
      || FileManager.default.fileExists(atPath: "\(path)/config.yaml")
  }

  /// The run of a folder, or the runs of a cross-validation's folds.
  ///
  /// - Throws: `RunFolderError` where there is no finished run; `FormatError`, `SettingError` where a file is damaged.
  public init(folder path: String) throws {
    guard FoldsFolder.isOne(path) else {
      let run = try TrackedRun(folder: path)
      self.init(name: run.study ?? TrackedRuns.defaultName, runs: [run])
      return
    }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasPrefix("fold-") }
    let folds = names.compactMap { Int($0.dropFirst(5)) }.sorted().filter {
      RunFolder.hasRecord(in: "\(path)/fold-\($0)")
    }
    guard !folds.isEmpty else {
      throw RunFolderError.missing(
        "\(path): expected a cross-validation with a finished fold, found none; go on with `fledge train --resume "
          + "\(shellWord(path))`")
    }
    let parent = TrackedRun.name(ofFolder: path)
    self.init(
      name: TrackedRuns.defaultName,
      runs: try folds.map {
        var run = try TrackedRun(folder: "\(path)/fold-\($0)")
        run.name = "\(parent)/fold-\($0)"
        return run
      })
  }

  /// The finished runs of a study, in the order of variants and seeds.
  ///
  /// - Throws: `StudyError.unknownStudy`, `RunStoreError`, `FormatError` where a record is damaged.
  public init(study name: String, in store: any RunStore) throws {
    let results = try StudyResults(named: name, in: store)
    self.init(name: name, runs: [])
    var withoutRecord = 0
    for group in results.groups {
      for run in group.runs {
        guard let tracked = try TrackedRun(run.run, of: group.name, fold: run.fold, in: store) else {
          withoutRecord += 1
          continue
        }
        runs.append(tracked)
      }
    }
    let (finished, all) = (results.progress.finished, results.progress.total)
    if finished < all { notes.append("\(finished) of \(all) runs are finished; the others are left out") }
    if results.outgrownCount > 0 {
      notes.append("\(results.outgrownCount) finished runs with fewer epochs than the study has now are left out")
    }
    if withoutRecord > 0 {
      notes.append("\(withoutRecord) runs have no record (an earlier version stored them) and are left out")
    }
    guard !runs.isEmpty else {
      throw StudyError.unreadable(study: name, reason: "it has no finished run with a record")
    }
  }
}

extension TrackedRun {
  /// The run of a folder; weights need not be there.
  ///
  /// - Throws: `RunFolderError` where there is no finished run; `FormatError`, `SettingError` where a file is damaged.
  public init(folder path: String) throws {
    guard let record = try RunFolder.record(in: path) else {
      let isBegun = FileManager.default.fileExists(atPath: "\(path)/config.yaml")
      throw RunFolderError.missing(
        "\(path): expected the folder of a finished run, found "
          + (isBegun
            ? "no record.json; go on with `fledge train --resume \(shellWord(path))` (runs of an earlier version have none)"
            : "none; check the path"))
    }
    let settings = try RunFolder.settings(in: path, checkedBy: record)
    // Copies of a folder may have lost their dates; the curves then end at the copy's.
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/record.json")
    let end = attributes?[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
    self.init(
      name: TrackedRun.name(ofFolder: path), settings: settings, record: record, study: record.study,
      variant: record.variant, startedAt: end.addingTimeInterval(-record.seconds), endedAt: end)
  }

  /// The last part of a folder's path.
  static func name(ofFolder path: String) -> String {
    let name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    return name.isEmpty || name == "/" ? "run" : name
  }

  /// A finished run of a study; `nil` where the store has no record of it.
  init?(_ id: Run.ID, of variant: String, fold: Int?, in store: any RunStore) throws {
    guard let text = try store.record(of: id) else { return nil }
    let run = try store.run(id)
    let record = try RunRecord(parsing: Array(text.utf8))
    let settings = try RunSettings.settings(parsing: run.configuration, seed: run.seed, threads: run.worker.threads)
    let end = run.finishedAt ?? run.heartbeatAt
    self.init(
      name: "\(variant)/seed-\(run.seed)" + (fold.map { "/fold-\($0)" } ?? ""), settings: settings, record: record,
      study: run.study, variant: variant, startedAt: run.startedAt, endedAt: end)
    tags = run.tags
  }
}
