import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeRunStore
import Synchronization

/// The data of the active runs, each set read once and shared by all runs with the same data settings.
///
/// The split depends on the seed, so runs of different seeds have different data; the most recently used sets are
/// kept. Whenever files are read, their digests are compared with those that the study began with.
final class DatasetCache: Sendable {
  private let recent: RecentData
  private let study: String
  /// The digest of each file, by its path.
  private let digests: Mutex<[String: String]>
  /// The digest of all data in the store, where no record says which files they were.
  private let earlier: String??

  /// Reads which files the finished runs of a study were trained on.
  init(capacity: Int, of plan: StudyPlan, in store: any RunStore) throws {
    recent = RecentData(capacity: capacity)
    study = plan.name
    var digests: [String: String] = [:]
    var seen: Set<String?> = []
    var earlier: String??
    for run in try store.runs(matching: RunQuery(study: plan.name, states: [.finished], order: .oldestFirst))
    where seen.insert(run.worker.dataSHA256).inserted {
      let text = try store.record(of: run.id)
      guard let record = try text.map({ try RunRecord(parsing: Array($0.utf8)) }) else {
        // Earlier versions stored no records, and a digest only where all runs had the same data.
        if Set(plan.varyingKeys).isDisjoint(with: ["dataset", "data"]) { earlier = .some(run.worker.dataSHA256) }
        continue
      }
      for file in record.dataFiles where digests[file.path] == nil { digests[file.path] = file.sha256 }
    }
    self.digests = Mutex(digests)
    self.earlier = earlier
  }

  /// Reads a set, or returns the one that is there.
  ///
  /// - Throws: `StudyError.dataChanged`, `StudyError.otherData` where the files are not those that the study began with.
  func data(for settings: TrainingSettings) throws -> ExperimentData {
    try recent.data(for: settings) {
      let data = try ExperimentData(settings)
      try check(data)
      return data
    }
  }

  private func check(_ data: ExperimentData) throws {
    try digests.withLock { digests in
      for file in data.files {
        if let first = digests[file.path], first != file.sha256 {
          throw StudyError.dataChanged(study: study, path: file.path, stored: first, found: file.sha256)
        }
        digests[file.path] = file.sha256
      }
    }
    guard let earlier, earlier != data.digest else { return }
    func name(_ digest: String?) -> String { digest.map { "files of SHA-256 \($0.prefix(12))…" } ?? "generated data" }
    throw StudyError.otherData(study: study, stored: name(earlier), found: name(data.digest))
  }
}

extension ExperimentData {
  /// The files that the data were read from, those of the test set included; none for generated data.
  var files: [Provenance.File] { training.provenance.files + (test?.provenance.files ?? []) }

  /// A digest of the files that the data were read from; `nil` for generated data.
  var digest: String? {
    guard !files.isEmpty else { return nil }
    return SHA256.hash(Array(files.map(\.sha256).joined(separator: "\n").utf8)).hex
  }
}
