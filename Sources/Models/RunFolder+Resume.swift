import FledgeFormats
import Foundation

extension RunFolder {
  /// Names and locks the folder of a run that may have been interrupted.
  ///
  /// - Throws: `RunFolderError.missing` where there is no folder, or no `config.yaml` in it; `.busy`; `FormatError`.
  public init(resuming path: String) throws {
    guard FileKind(path) == .folder else {
      throw RunFolderError.missing("\(path): expected the folder of a run to go on with, found none; check the path")
    }
    self.init(path: path)
    lock = try RunLock(folder: path)
    let manager = FileManager.default
    if manager.fileExists(atPath: "\(nextPath)/\(RunFolder.recordName)") {
      try publish()
    } else if manager.fileExists(atPath: "\(nextPath)/\(RunFolder.configurationName)") {
      workPath = nextPath
    }
    guard manager.fileExists(atPath: configurationPath) else {
      throw RunFolderError.missing(
        "\(configurationPath): expected the settings of the run to go on with, found none; "
          + "start it with `fledge train --output \(shellWord(path))`")
    }
  }

  /// Prepares a finished run for more epochs: the new files are made in `.next`, beginning with the newest checkpoint.
  ///
  /// - Throws: `RunFolderError` where the run keeps no checkpoint; `FormatError`.
  public mutating func continueFinished(_ settings: TrainingSettings) throws {
    guard let step = try checkpoints.steps().last else {
      throw RunFolderError.exhausted(
        "\(path): expected the last checkpoint of the finished run, found none (it was trained with --keep-checkpoint no, or "
          + "by an earlier version, or its checkpoints were pruned); train again with all epochs")
    }
    let bytes = try FileBytes.read(checkpoints.path(step: step))
    let interventions = try interventions()
    try workInNext()
    try begin(settings)
    if !interventions.isEmpty { try write(interventions) }
    try AtomicFile.write(bytes, to: checkpoints.path(step: step))
  }
}
