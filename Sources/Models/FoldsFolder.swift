public import FledgeFormats
import Foundation

/// The folder of a cross-validation: the run folders `fold-1`, `fold-2`, …, and what they share.
///
/// - `folds.yaml`: the settings of all folds; written first, so that a killed cross-validation can go on.
/// - `folds.json`: the results of all folds; written last.
///
/// A cross-validation that replaces another works in `.next` below the folder; see `FoldsFolder+Replace.swift`.
public struct FoldsFolder: Sendable {
  public let path: String
  public let settings: TrainingSettings
  /// Where the folds are trained: in the folder, or in its `.next`.
  let workPath: String
  /// Holds the lock, and knows which folders were made.
  private let base: RunFolder

  static let settingsName = "folds.yaml"
  static let resultsName = "folds.json"

  /// Whether a cross-validation was begun in a folder.
  public static func isOne(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(settingsName)")
  }

  /// Makes the folder, or the next free number below `runs`, and writes the settings.
  ///
  /// - Parameter replacing: whether a cross-validation may be there, which stays until the new one is complete.
  /// - Throws: `RunFolderError` where something else is there; `FormatError`.
  public init(creating path: String?, replacing: Bool = false, _ settings: TrainingSettings) throws {
    if let path, FoldsFolder.isOne(path) {
      guard replacing else {
        throw RunFolderError.unusable(
          "\(path): expected a new folder, found the folds of a cross-validation; go on with `fledge train --resume "
            + "\(shellWord(path))`, replace them with --overwrite, or name another --output")
      }
      base = try RunFolder(locking: path)
      (self.path, self.settings, workPath) = (path, settings, "\(path)/\(FoldsFolder.nextName)")
      try makeNext()
    } else {
      if let path, FoldsFolder.isRun(path) {
        throw RunFolderError.unusable(
          "\(path): expected a new folder\(replacing ? " or the folds of a cross-validation" : ""), found a single run; name another "
            + "--output")
      }
      base = try path.map { try RunFolder(creating: $0) } ?? RunFolder(numberedIn: "runs")
      (self.path, self.settings, workPath) = (base.path, settings, base.path)
    }
    try AtomicFile.write(Array(settings.yaml.utf8), to: "\(workPath)/\(FoldsFolder.settingsName)")
  }

  /// Names and locks the folder of a cross-validation that may have been interrupted.
  ///
  /// - Throws: `RunFolderError`, `SettingError`.
  public init(resuming path: String) throws {
    base = try RunFolder(locking: path)
    self.path = path
    try FoldsFolder.finishPublishing(in: path)
    let next = "\(path)/\(FoldsFolder.nextName)"
    workPath = FoldsFolder.isOne(next) ? next : path
    settings = try FoldsFolder.settings(in: workPath)
  }

  /// The settings of all folds.
  static func settings(in path: String) throws -> TrainingSettings {
    var settings = TrainingSettings()
    try settings.apply(fileAt: "\(path)/\(FoldsFolder.settingsName)", isRun: true)
    guard settings.folds != nil else {
      throw SettingError.conflict(
        "\(path)/\(FoldsFolder.settingsName): expected the number of folds, found none; the file was changed")
    }
    return settings
  }

  /// The folder in which one fold is trained.
  public func run(_ fold: Int) -> String { FoldsFolder.run(fold, in: workPath) }

  /// The folder of one fold's run once all are complete.
  public func finalRun(_ fold: Int) -> String { FoldsFolder.run(fold, in: path) }

  static func run(_ fold: Int, in path: String) -> String { "\(path)/fold-\(fold)" }

  /// Whether the training of a fold has come to its end.
  public func isFinished(_ fold: Int) -> Bool { RunFolder.hasRecord(in: run(fold)) }

  /// Writes the results, and puts the folds in the place of those that they replace.
  ///
  /// - Returns: what is said of files that stayed.
  /// - Throws: `FormatError`, `RunFolderError`.
  public func write(_ results: JSONValue) throws -> [String] {
    try AtomicFile.write(Array((results.text(.indented) + "\n").utf8), to: "\(workPath)/\(FoldsFolder.resultsName)")
    return workPath == path ? [] : try FoldsFolder.publish(in: path)
  }

  /// Takes back what was made, where no fold has begun.
  public func abandon() {
    let count = settings.folds ?? 0
    guard count > 0, !(1...count).contains(where: { FileManager.default.fileExists(atPath: run($0)) }) else { return }
    try? PosixFileSystem().remove("\(workPath)/\(FoldsFolder.settingsName)")
    if workPath != path { RunFolder.removeEmpty([workPath]) }
    base.discardIfEmpty()
  }
}

extension RunFolder {
  /// Names and locks a folder, whatever is in it.
  init(locking path: String) throws(RunFolderError) {
    self.init(path: path)
    lock = try RunLock(folder: path)
  }
}
