public import FledgeFormats
import FledgeTraining
import Foundation

extension RunFolder {
  /// The folder of a run that may have been interrupted.
  ///
  /// - Throws: `RunFolderError.missing` where there is no folder, or no `config.yaml` in it.
  public init(resuming path: String) throws(RunFolderError) {
    guard FileKind(path) == .folder else {
      throw .missing("\(path): expected the folder of a run to go on with, found none; check the path")
    }
    self.init(path: path)
    try? RunFolder.finishReplacement(path)
    if isFinished, FileKind(RunFolder.growingPath(path) + "/config.yaml") == .file { self = replacing() }
    guard FileManager.default.fileExists(atPath: configurationPath) else {
      throw .missing(
        "\(configurationPath): expected the settings of the run to go on with, found none; "
          + "start it with `fledge train --output \(path)`")
    }
  }

  /// The run's checkpoints.
  public var checkpoints: CheckpointFolder { CheckpointFolder(filesPath) }

  /// Whether the training has finished: the results are written last.
  public var isFinished: Bool {
    [configurationPath, modelPath, metricsPath].allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }

  /// Whether a training was begun here and has not finished.
  public var isUnfinished: Bool {
    FileManager.default.fileExists(atPath: configurationPath) && !isFinished
  }

  /// Takes away what an unfinished run has left, and writes the settings, from which a killed run starts again.
  ///
  /// - Throws: `FormatError`.
  public func begin(_ settings: TrainingSettings) throws {
    try prepareReplacement()
    try removeLeftovers()
    // The results go first: a process killed in between leaves a run that starts again, never one that looks finished.
    for file in [metricsPath, historyPath, modelPath] where FileManager.default.fileExists(atPath: file) {
      try PosixFileSystem().remove(file)
    }
    try checkpoints.removeAll()
    try writeConfiguration(settings)
  }

  /// Removes what `begin` wrote into a new folder, where a training failed before anything was worth keeping.
  public func abandon() {
    try? removeLeftovers()
    guard let rest = try? PosixFileSystem().list(filesPath), rest.allSatisfy({ $0 == "config.yaml" }) else { return }
    try? PosixFileSystem().remove(configurationPath)
    discardIfEmpty()
  }

  /// Removes the temporary files of killed processes.
  public func removeLeftovers() throws(FormatError) {
    try checkpoints.removeLeftovers(others: ["config.yaml", "model.safetensors", "history.csv", "metrics.json"])
  }

  /// The results of a finished run, as its training printed them.
  ///
  /// - Throws: `FormatError`, `SettingError`, `RunFolderError`.
  public func summary() throws -> JSONObject {
    let json = try JSONValue(parsing: FileBytes.read(metricsPath, limit: 1 << 30))
    guard var summary = json.objectValue else {
      throw FormatError(
        .malformed, path: metricsPath, expected: "an object of results", found: json.text().prefix(40) + "…")
    }
    summary["classification"] = nil
    summary["output"] = nil
    summary["settings"] = .object(try settings().values)
    summary["output"] = .string(path)
    return summary
  }
}
