import FledgeFormats
import Foundation

/// The folder of one training.
///
/// - `config.yaml`: every setting, defaults included.
/// - `data.json`: the data contract: columns, classes, scaling, split and the SHA-256 of the data's files.
/// - `history.csv`: one line for each epoch; grows while the training runs.
/// - `checkpoint-<step>.safetensors`: states of the training between two steps, the last one kept at the end.
/// - `model.safetensors`: parameters and statistics under PyTorch's names and in PyTorch's shapes.
/// - `interventions.json`: the changes that were made by hand while it trained, where there were any.
/// - `progress.json`: how far a running training has come; gone when it ends.
/// - `record.json`: the results and the SHA-256 of each other file; written last. Earlier versions wrote `metrics.json`.
///
/// A training that replaces a finished one, or continues it, works in `.next` below the folder; the old files stay until the
/// new ones are complete. One process writes at a time: it holds the lock `.lock`.
public struct RunFolder: Sendable {
  /// The folder's path.
  public let path: String
  /// The folder that the running training writes to.
  var workPath: String
  /// The folders that were made for it, outermost first.
  var made: [String] = []
  var lock: RunLock?

  static let configurationName = "config.yaml"
  static let modelName = "model.safetensors"
  static let historyName = "history.csv"
  static let recordName = "record.json"
  static let contractName = "data.json"
  static let legacyRecordName = "metrics.json"

  init(path: String) {
    self.path = path
    workPath = path
  }

  /// Names an existing folder.
  ///
  /// - Throws: `RunFolderError` where it is not a run's folder.
  public init(existing path: String) throws(RunFolderError) {
    self.init(path: path)
    guard FileKind(path) == .folder else {
      throw .missing(
        "\(path): expected the folder of a run, found none; `fledge train --output \(shellWord(path))` makes one")
    }
    if let record = try? record(), record.files[RunFolder.modelName] == nil {
      let isPruned = record.pruned?.contains(RunFolder.modelName) == true
      throw .missing(
        "\(path): expected weights, found a run "
          + (isPruned
            ? "whose weights `fledge runs prune` removed" : "of a study that kept none (--keep-weights keeps them)")
          + "; train them again with `fledge train \(shellWord(configurationPath))`")
    }
    for file in [configurationPath, modelPath] where !FileManager.default.fileExists(atPath: file) {
      throw .missing(
        "\(file): expected this file of a finished run, found none; "
          + (isUnfinished ? "go on with `fledge train --resume \(shellWord(path))`" : "name another folder"))
    }
  }

  /// Where a file of the run is: in the folder, or still in `.next` where moving finished files was interrupted.
  func file(_ name: String) -> String {
    let manager = FileManager.default
    if workPath != path { return workPath + "/" + name }
    guard manager.fileExists(atPath: nextPath + "/" + RunFolder.recordName) else { return path + "/" + name }
    let next = nextPath + "/" + name
    return manager.fileExists(atPath: next) ? next : path + "/" + name
  }

  /// Where a training works that replaces or continues a finished one.
  var nextPath: String { path + "/.next" }

  /// The file of the weights.
  public var modelPath: String { file(RunFolder.modelName) }
  /// The file of the settings.
  public var configurationPath: String { file(RunFolder.configurationName) }
  /// The file of the epochs.
  public var historyPath: String { file(RunFolder.historyName) }
  /// The file of the results.
  public var recordPath: String { file(RunFolder.recordName) }
  /// The file of the results of a run of an earlier version.
  var legacyRecordPath: String { file(RunFolder.legacyRecordName) }

  /// The run's checkpoints.
  public var checkpoints: CheckpointFolder { CheckpointFolder(workPath) }

  /// Whether the training has come to its end: the record is written last.
  public var isFinished: Bool {
    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    return has(configurationPath) && (has(recordPath) || has(modelPath) && has(legacyRecordPath))
  }

  /// Whether a training was begun here and has not come to its end.
  public var isUnfinished: Bool {
    FileManager.default.fileExists(atPath: configurationPath) && !isFinished
  }
}

/// Why a folder cannot serve.
public enum RunFolderError: Error, Equatable, CustomStringConvertible {
  /// Something that should be there is not.
  case missing(String)
  /// Something is there that should not be, or cannot be changed.
  case unusable(String)
  /// Another training is at work there.
  case busy(String)
  /// There is nothing left to go on from.
  case exhausted(String)

  /// One line: where, what was expected, what was found.
  public var description: String {
    switch self {
    case .missing(let message), .unusable(let message), .busy(let message), .exhausted(let message): message
    }
  }
}

/// What stands at a path.
enum FileKind {
  case folder
  case file

  /// What is at the path, symbolic links followed; `nil` where there is nothing.
  init?(_ path: String) {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    self = isFolder.boolValue ? .folder : .file
  }
}
