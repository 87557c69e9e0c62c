import FledgeFormats
import FledgeModels
public import FledgeRunStore
import FledgeTraining
import Foundation

/// Run folders made from the rows of a store, and rows from folders.
public enum RunTransfer {
  /// Makes a folder of each finished run that has a record, `FOLDER/12` for run 12, weights included where they were kept.
  ///
  /// - Returns: how many folders were made, and how many runs have no record or are there already.
  /// - Throws: `RunStoreError`, `FormatError`, `RunFolderError`, `SettingError`.
  public static func export(
    _ store: any RunStore, at path: String, studies: [String], to folder: String
  ) throws -> (made: Int, skipped: Int) {
    var (made, skipped) = (0, 0)
    let variants = try variantNames(in: store)
    for run in try store.runs(matching: RunQuery(states: [.finished], order: .oldestFirst)) {
      if !studies.isEmpty, !(run.study.map(studies.contains) ?? false) { continue }
      let target = "\(folder)/\(run.id)"
      guard let text = try store.record(of: run.id), !RunFolder.hasRecord(in: target) else {
        skipped += 1
        continue
      }
      var record = try RunRecord(parsing: Array(text.utf8))
      record.study = run.study
      record.variant = variants[run.id]
      if let kept = try keptFolder(of: run.id, in: store, at: path) {
        try RunFolder(creating: target).copy(from: kept, record)
      } else {
        record.files = [:]
        let settings = try RunSettings.settings(
          parsing: run.configuration, seed: run.seed, threads: run.worker.threads)
        try RunFolder(creating: target).write(recordOnly: record, settings: settings)
      }
      made += 1
    }
    return (made, skipped)
  }

  /// The names that the files of studies give to the variants of runs.
  private static func variantNames(in store: any RunStore) throws -> [Run.ID: String] {
    var names: [Run.ID: String] = [:]
    for study in try store.studies() {
      for group in try StudyResults(named: study.name, in: store).groups where group.isNamed {
        for run in group.runs { names[run.run] = group.name }
      }
    }
    return names
  }

  /// The folder that the store names for a run, if it is there; only one beside the store is followed.
  private static func keptFolder(of run: Run.ID, in store: any RunStore, at path: String) throws -> String? {
    guard let artifact = try store.artifacts(of: run).first(where: { $0.name == "record.json" }) else { return nil }
    let parts = artifact.path.split(separator: "/")
    guard !artifact.path.hasPrefix("/"), !parts.contains("..") else { return nil }
    let base = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let folder = base + "/" + parts.dropLast().joined(separator: "/")
    return RunFolder.hasRecord(in: folder) ? folder : nil
  }

  /// Adds the runs of folders to a store: a folder that holds a record, or folders below it that do.
  ///
  /// Runs with the name of a study become runs of it, with the variants' names and the folds; all others stand by themselves. What
  /// is there is not added again.
  /// - Returns: how many runs were added, and what is said of studies.
  /// - Throws: `RunStoreError` where the store has a study of the same name with other runs; `FormatError` for a damaged
  ///   record.
  public static func rebuild(_ store: any RunStore, from folder: String) throws -> (added: Int, notes: [String]) {
    // Folders have the numbers of runs, and these rise with the order of variants.
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted {
      $0.compare($1, options: .numeric) == .orderedAscending
    }
    let folders = [folder] + names.filter { !$0.hasPrefix(".") }.map { "\(folder)/\($0)" }
    let items = try folders.compactMap { try Item($0) }
    var (count, notes) = (0, [String]())
    for (study, items) in Dictionary(grouping: items, by: \.record.study).sorted(by: { $0.key ?? "" < $1.key ?? "" }) {
      guard let study else {
        count += try addAlone(items, store)
        continue
      }
      let added = try add(items, to: study, store)
      count += added
      guard added > 0 else { continue }
      notes.append(
        "study \(study): its file is not among the runs, so baseline and halving are not kept; `fledge study run` with the file "
          + "restores them and trains nothing that is there")
    }
    return (count, notes)
  }

  /// A folder with its record.
  private struct Item {
    let path: String
    let record: RunRecord
    let definition: StudyRunDefinition
    /// The hash of the variant's settings: those of all folds.
    let variant: String
    let folds: Int?

    /// - Returns: `nil` where the folder holds no run that ended with a result.
    init?(_ path: String) throws {
      guard let record = try RunFolder.record(in: path), record.divergence == nil else { return nil }
      (self.path, self.record) = (path, record)
      let settings = try RunFolder.settings(in: path, checkedBy: record)
      let stored = RunSettings(settings)
      definition = StudyRunDefinition(configuration: stored.canonicalText, hash: stored.hash, seed: settings.seed)
      var whole = settings
      whole.fold = nil
      variant = RunSettings(whole).hash
      folds = settings.fold == nil ? nil : settings.folds
    }
  }

  private static func add(_ items: [Item], to name: String, _ store: any RunStore) throws -> Int {
    var seen = Set<String>()
    let items = items.filter { seen.insert("\($0.definition.hash) \($0.definition.seed)").inserted }
    let order = Dictionary(items.enumerated().map { ($0.element.definition.hash, $0.offset) }) { first, _ in first }
    let sorted = items.sorted { left, right in
      (left.definition.seed, order[left.definition.hash] ?? 0) < (
        right.definition.seed, order[right.definition.hash] ?? 0
      )
    }
    // The compared metric is not in the folders.
    var meaning: JSONObject = ["compare": .string(metric(sorted))]
    if let folds = sorted.first?.folds, sorted.allSatisfy({ $0.folds == folds }) { meaning["folds"] = .integer(folds) }
    var variants = Set<String>()
    let names = sorted.filter { variants.insert(meaning["folds"] == nil ? $0.definition.hash : $0.variant).inserted }
    meaning["names"] = .array(names.map { $0.record.variant.map { .string($0) } ?? .null })
    let definition = StudyDefinition(
      name: name, source: "", definition: JSONValue.object(meaning).canonicalText, cells: sorted.map(\.definition))
    let study = try store.createStudy(definition)
    var count = 0
    for (item, cell) in zip(sorted, try store.cells(of: study.id)) {
      guard let lease = try store.lease(cell: cell.id, worker: worker(item.record)) else { continue }
      try finish(lease.run, item, store)
      count += 1
    }
    return count
  }

  private static func addAlone(_ items: [Item], _ store: any RunStore) throws -> Int {
    let there = try store.runs(matching: RunQuery(states: [.finished], standAloneOnly: true))
    var known = Set(there.map { "\($0.seed) \($0.configuration)" })
    var count = 0
    for item in items
    where known.insert("\(item.definition.seed) \(item.definition.configuration)").inserted {
      let run = try store.startRun(
        configuration: item.definition.configuration, seed: item.definition.seed, worker: worker(item.record))
      try finish(run, item, store)
      count += 1
    }
    return count
  }

  private static func metric(_ items: [Item]) -> String {
    let record = items.first?.record
    if record?.testAccuracy != nil { return "test_accuracy" }
    return record?.testLoss != nil ? "test_loss" : "training_loss_seen"
  }

  private static func finish(_ run: Run.ID, _ item: Item, _ store: any RunStore) throws {
    _ = try store.record(item.record.history.epochs.flatMap { StudyMetrics.values($0) }, run: run)
    let text = String(decoding: try item.record.encoded(isCompact: true), as: UTF8.self)
    let metrics = StudyMetrics.final(item.record).filter(\.value.isFinite)
    _ = try store.finish(run: run, result: RunResult(metrics: metrics, record: text))
  }

  private static func worker(_ record: RunRecord) -> Worker {
    let digests = record.dataFiles.map(\.sha256).joined(separator: "\n")
    return Worker(
      host: "unknown", process: 0, toolVersion: String(record.writer.split(separator: " ").last ?? ""),
      processor: "unknown", instructionSet: record.isa, threads: record.threads,
      dataSHA256: digests.isEmpty ? nil : SHA256.hash(Array(digests.utf8)).hex)
  }
}
