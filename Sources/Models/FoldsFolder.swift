public import FledgeFormats
import Foundation

/// The folder of a cross-validation: the run folders `fold-1`, `fold-2`, …, and what they share.
///
/// - `folds.yaml`: the settings of all folds; written first, so that a killed cross-validation can go on.
/// - `folds.json`: the results of all folds; written last.
public struct FoldsFolder: Sendable {
  public let path: String
  public let settings: TrainingSettings
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
  /// - Throws: `RunFolderError` where something is there; `FormatError`.
  public init(creating path: String?, _ settings: TrainingSettings) throws {
    if let path, FoldsFolder.isOne(path) {
      throw RunFolderError.unusable(
        "\(path): expected a new folder, found the folds of a cross-validation; go on with `fledge train --resume \(path)`, or "
          + "name another --output")
    }
    base = try path.map { try RunFolder(creating: $0) } ?? RunFolder(numberedIn: "runs")
    (self.path, self.settings) = (base.path, settings)
    guard !FileManager.default.fileExists(atPath: base.configurationPath) else {
      throw RunFolderError.unusable("\(base.path): expected a new folder, found a run; name another --output")
    }
    try AtomicFile.write(Array(settings.yaml.utf8), to: "\(self.path)/\(FoldsFolder.settingsName)")
  }

  /// Names and locks the folder of a cross-validation that may have been interrupted.
  ///
  /// - Throws: `RunFolderError`, `SettingError`.
  public init(resuming path: String) throws {
    base = try RunFolder(locking: path)
    self.path = path
    var settings = TrainingSettings()
    try settings.apply(fileAt: "\(path)/\(FoldsFolder.settingsName)", isRun: true)
    guard settings.folds != nil else {
      throw SettingError.conflict(
        "\(path)/\(FoldsFolder.settingsName): expected the number of folds, found none; the file was changed")
    }
    self.settings = settings
  }

  /// The folder of one fold's run.
  public func run(_ fold: Int) -> String { "\(path)/fold-\(fold)" }

  /// Whether the training of a fold has come to its end.
  public func isFinished(_ fold: Int) -> Bool { RunFolder.hasRecord(in: run(fold)) }

  /// Writes the results.
  ///
  /// - Throws: `FormatError`.
  public func write(_ results: JSONValue) throws(FormatError) {
    try AtomicFile.write(Array((results.text(.indented) + "\n").utf8), to: "\(path)/\(FoldsFolder.resultsName)")
  }

  /// Takes back what was made, where no fold has begun.
  public func abandon() {
    let count = settings.folds ?? 0
    guard count > 0, !(1...count).contains(where: { FileManager.default.fileExists(atPath: run($0)) }) else { return }
    try? PosixFileSystem().remove("\(path)/\(FoldsFolder.settingsName)")
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
