import FledgeFormats
import Foundation

/// A cross-validation in the place of another: trained in `.next`, and moved once all of its folds are complete.
///
/// `.next/folds.json` says that they are. Each fold's files are moved as those of a run that replaces another; files of others in
/// these folders stay.
extension FoldsFolder {
  static let nextName = ".next"

  /// Makes an empty `.next`, where folders of folds are nothing but runs.
  ///
  /// - Throws: `RunFolderError`.
  func makeNext() throws {
    for fold in 1...max(1, settings.folds ?? 1) {
      let run = finalRun(fold)
      guard let kind = FileKind(run) else { continue }
      let isRun = kind == .folder && (FoldsFolder.isRun(run) || (try? PosixFileSystem().list(run))?.isEmpty == true)
      guard isRun else {
        throw RunFolderError.unusable("\(run): expected the run of a fold, found something else; name another --output")
      }
    }
    // What an interrupted replacement has trained so far is replaced too.
    if FileKind(workPath) != nil { try FoldsFolder.remove(workPath) }
    _ = try RunFolder.makeFolders(workPath)
  }

  /// Moves folds that are complete, where a process ended while it did so.
  static func finishPublishing(in path: String) throws {
    if FileManager.default.fileExists(atPath: "\(path)/\(nextName)/\(resultsName)") { _ = try publish(in: path) }
  }

  /// Puts the folds of `.next` in the place of those in the folder.
  ///
  /// Interrupted, it can be called again.
  /// - Returns: what is said of files that stayed.
  static func publish(in path: String) throws -> [String] {
    let (fileSystem, next) = (PosixFileSystem(), "\(path)/\(nextName)")
    let isMoved = !isOne(next)
    let count = try settings(in: isMoved ? path : next).folds ?? 0
    for fold in 1...count {
      let (from, to) = (run(fold, in: next), run(fold, in: path))
      if FileKind(from) != nil {
        if FileKind(to) == nil {
          try fileSystem.rename(from, to: to)
          continue
        }
        let inner = RunFolder(path: to).nextPath
        if FileKind(inner) != nil { try remove(inner) }
        try fileSystem.rename(from, to: inner)
      }
      // Moves what stands in `.next` of the run, also after an interruption.
      if FileKind(RunFolder(path: to).nextPath) != nil { _ = try RunFolder(resuming: to) }
    }
    var notes: [String] = []
    // Folds that the new cross-validation does not have.
    var fold = count + 1
    while isRun(run(fold, in: path)) {
      if let note = try removeRun(run(fold, in: path)) { notes.append(note) }
      fold += 1
    }
    if !isMoved { try fileSystem.rename("\(next)/\(settingsName)", to: "\(path)/\(settingsName)") }
    try fileSystem.rename("\(next)/\(resultsName)", to: "\(path)/\(resultsName)")
    try fileSystem.syncFolder(path)
    try remove(next)
    return notes
  }

  /// Whether a training was begun in a folder itself.
  static func isRun(_ path: String) -> Bool {
    let run = RunFolder(path: path)
    return run.isFinished || run.isUnfinished
  }

  /// Removes the files of a run, and its folder where nothing else is in it.
  private static func removeRun(_ path: String) throws -> String? {
    let (fileSystem, run) = (PosixFileSystem(), try RunFolder(locking: path))
    if FileKind(run.nextPath) != nil { try remove(run.nextPath) }
    for step in try run.checkpoints.steps() { try fileSystem.remove(run.checkpoints.path(step: step)) }
    // The settings last: they say that this is a run.
    let names = [
      RunFolder.recordName, RunFolder.legacyRecordName, RunFolder.modelName, RunFolder.historyName,
      RunFolder.contractName, RunFolder.configurationName,
    ]
    for name in names where FileKind("\(path)/\(name)") != nil { try fileSystem.remove("\(path)/\(name)") }
    run.lock?.release()
    RunFolder.removeEmpty([path])
    guard FileKind(path) != nil else { return nil }
    return "\(path): the run of this fold is replaced by none and removed; other files in its folder stay"
  }

  private static func remove(_ path: String) throws {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw RunFolderError.unusable(
        "\(path): cannot be removed: \(error.localizedDescription.lowercased()); name another --output")
    }
  }
}
