import FledgeFormats
import FledgeModels
import FledgeRunStore
import FledgeTraining
import Foundation

/// The folder of one attempt below the folder of a store: `FOLDER/12` for run 12.
///
/// It holds checkpoints while the run trains, and the finished run where weights are kept. Each attempt has its own, so
/// that a slow worker never overwrites the files of its successor.
struct RunFiles {
  private let root: String
  let path: String
  private let settings: TrainingSettings

  /// - Returns: `nil` where no folder was named: nothing is kept then.
  ///
  /// - Parameter part: the part of the folder that belongs to this worker, where numbers of runs come more than once.
  init?(_ folder: String?, part: String?, run: Run.ID, settings: TrainingSettings) {
    guard let folder else { return nil }
    let root = folder.hasPrefix("/") ? folder : FileManager.default.currentDirectoryPath + "/" + folder
    self.root = root
    path = part.map { "\(root)/\($0)/\(run)" } ?? "\(root)/\(run)"
    self.settings = settings
  }

  /// The folder of a run, locked for this process; another process that writes the same run there is waited for.
  static func open(_ path: String, _ settings: TrainingSettings) throws -> RunFolder {
    for _ in 0..<200 {
      do {
        let folder = try RunFolder(creating: path, replacing: true)
        try folder.begin(settings)
        return folder
      } catch RunFolderError.busy {
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
    return try RunFolder(creating: path, replacing: true)
  }

  /// Saves a checkpoint of a training; returns nil where it cannot be written, since a checkpoint only saves time.
  func save(_ checkpoint: Checkpoint) -> StoredCheckpoint? {
    do {
      if !FileManager.default.fileExists(atPath: path + "/config.yaml") { _ = try RunFiles.open(path, settings) }
      let file = try CheckpointFolder(path).save(checkpoint)
      return StoredCheckpoint(path: file, epoch: checkpoint.state.epoch, step: checkpoint.state.step)
    } catch {
      return nil
    }
  }

  /// The checkpoint of an earlier attempt; `nil` where it is missing or damaged.
  ///
  /// A path outside of the folder is not followed: a store may come from an untrusted source.
  func checkpoint(_ stored: StoredCheckpoint) -> Checkpoint? {
    guard isInside(stored.path) else { return nil }
    return try? Checkpoint(contentsOf: stored.path)
  }

  private func isInside(_ file: String) -> Bool {
    file.hasPrefix(root + "/") && file.hasSuffix(".safetensors") && !file.split(separator: "/").contains("..")
  }

  /// Removes the checkpoints of this attempt and of the one that it resumed.
  func removeCheckpoints(_ earlier: StoredCheckpoint?) {
    RunFiles.removeUnfinished(path)
    guard let earlier, isInside(earlier.path) else { return }
    try? FileManager.default.removeItem(atPath: earlier.path)
    // Earlier versions wrote to STUDY/cell N/attempt M.
    var folder = parent(of: earlier.path)
    if Int64(name(of: folder)) != nil { RunFiles.removeUnfinished(folder) }
    while folder.count > root.count, unsafe rmdir(folder) == 0 { folder = parent(of: folder) }
  }

  /// Removes the folders of attempts that no run needs any more, such as those of killed processes.
  static func sweep(_ root: String, _ store: any RunStore) throws {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
      guard let id = Int64(name), try hasEnded(id, store) else { continue }
      removeUnfinished("\(root)/\(name)")
    }
  }

  /// Whether an attempt's run has ended, or is not in the store any more.
  private static func hasEnded(_ id: Run.ID, _ store: any RunStore) throws -> Bool {
    let run: Run
    do {
      run = try store.run(id)
    } catch {
      if case .unknownRun = error { return true }
      throw error
    }
    guard let cell = run.cell else { return false }
    return [.finished, .failed].contains(try store.cell(cell).state)
  }

  /// Removes a folder that holds no finished run.
  private static func removeUnfinished(_ path: String) {
    guard !RunFolder.hasRecord(in: path) else { return }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The files of a run's folder, as the store lists them.
  static func artifacts(in folder: String) -> [Artifact] {
    guard let record = try? RunFolder.record(in: folder) else { return [] }
    return RunFolder.fileNames(record).compactMap { name in
      guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return nil }
      // Paths are relative to the folder of the store, which also has the folder of all runs.
      let path = (folder.split(separator: "/").suffix(2) + [Substring(name)]).joined(separator: "/")
      return Artifact(
        name: name, path: path, bytes: Int64(bytes.count),
        sha256: record.files[name] ?? SHA256.hash([UInt8](bytes)).hex)
    }
  }

  private func parent(of path: String) -> String { (path as NSString).deletingLastPathComponent }

  private func name(of path: String) -> String { (path as NSString).lastPathComponent }
}
