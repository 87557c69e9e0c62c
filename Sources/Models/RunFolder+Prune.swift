public import FledgeFormats
import Foundation

extension RunFolder {
  /// What a finished run keeps beside settings, history and results.
  public enum Keeping: String, CaseIterable, Sendable {
    /// Weights and the last checkpoint, from which more epochs can follow.
    case last
    /// Weights alone: those of the best epoch where early stopping kept them.
    case best
    /// Neither weights nor checkpoints.
    case none
  }

  /// One file that pruning removes.
  public struct PrunedFile: Sendable, Equatable {
    /// The file.
    public let path: String
    /// Its size.
    public let bytes: Int
  }

  /// The files that pruning would remove.
  ///
  /// - Throws: `FormatError` where the folder cannot be read.
  public func prunable(keeping: Keeping) throws(FormatError) -> [PrunedFile] {
    let steps = try checkpoints.steps()
    var names = (keeping == .last ? Array(steps.dropLast()) : steps).map { checkpoints.name(step: $0) }
    if keeping == .none, FileManager.default.fileExists(atPath: modelPath) { names.append(RunFolder.modelName) }
    return names.map { PrunedFile(path: "\(path)/\($0)", bytes: RunFolderUsage.bytes("\(path)/\($0)")) }
  }

  /// Removes checkpoints or weights of a finished run, under its lock; the record says which are gone.
  ///
  /// The record is written first: a process that is killed in between leaves files that the next pruning removes.
  /// - Returns: the removed files.
  /// - Throws: `RunFolderError` where the run is at work, not finished or without a record; `FormatError`.
  public static func prune(_ path: String, keeping: Keeping) throws -> [PrunedFile] {
    let folder = try RunFolder(resuming: path)
    guard folder.isFinished, folder.workPath == path else {
      throw RunFolderError.unusable(
        "\(path): expected a finished run, found an interrupted one; go on with `fledge train --resume \(shellWord(path))`"
      )
    }
    guard var record = try folder.record() else {
      throw RunFolderError.unusable(
        "\(path): expected \(recordName), found the \(legacyRecordName) of an earlier version; remove its files by hand"
      )
    }
    let files = try folder.prunable(keeping: keeping)
    guard !files.isEmpty else { return [] }
    for file in files {
      let name = String(file.path.dropFirst(path.count + 1))
      if record.files.removeValue(forKey: name) != nil { record.pruned = (record.pruned ?? []) + [name] }
    }
    try AtomicFile.write(record.encoded(), to: folder.recordPath)
    for file in files { try PosixFileSystem().remove(file.path) }
    return files
  }
}
