public import FledgeDatasets
import FledgeFormats
import FledgeNetworks
import FledgeTensors
import Foundation

extension RunFolder {
  /// Writes the results, each file whole or not at all, and the record last.
  ///
  /// - Parameters:
  ///   - contract: what the training learned about its data.
  ///   - keptCheckpoint: the step of the checkpoint that the finished run keeps; the others are removed last.
  /// - Throws: `FormatError` where a file cannot be written.
  public func write(
    _ result: ExperimentResult, settings: TrainingSettings, record: RunRecord, contract: DataContract? = nil,
    keptCheckpoint: Int? = nil
  ) throws {
    try SafeTensors.write(
      RunFolder.items(result.network, result.parameters, result.statistics),
      metadata: ["format": "pt", "features": String(record.features), "outputs": String(record.outputs)],
      to: "\(workPath)/\(RunFolder.modelName)")
    try writeConfiguration(settings)
    try AtomicFile.write(Array(RunFolder.csv(result.history).utf8), to: "\(workPath)/\(RunFolder.historyName)")
    var record = record
    var names = [RunFolder.configurationName, RunFolder.modelName, RunFolder.historyName]
    if let contract {
      try writeContract(contract)
      names.append(RunFolder.contractName)
    }
    if record.interventions != nil { names.append(RunFolder.interventionsName) }
    if let keptCheckpoint { names.append(checkpoints.name(step: keptCheckpoint)) }
    for name in names { record.files[name] = try RunFolder.digest("\(workPath)/\(name)") }
    try AtomicFile.write(record.encoded(), to: "\(workPath)/\(RunFolder.recordName)")
    for step in try checkpoints.steps() where step != keptCheckpoint {
      try PosixFileSystem().remove(checkpoints.path(step: step))
    }
    if workPath != path { try publish() }
  }

  /// Writes `config.yaml`.
  public func writeConfiguration(_ settings: TrainingSettings) throws {
    try AtomicFile.write(Array(settings.yaml.utf8), to: "\(workPath)/\(RunFolder.configurationName)")
  }

  /// Moves the finished files of `.next` into the folder, the record last: see `file(_:)` for readers meanwhile.
  func publish() throws {
    let fileSystem = PosixFileSystem()
    let names = try fileSystem.list(nextPath).filter { $0 != RunFolder.recordName && !$0.hasSuffix(".tmp") }
    for name in names { try fileSystem.rename("\(nextPath)/\(name)", to: "\(path)/\(name)") }
    let old = CheckpointFolder(path)
    for step in try old.steps() where !names.contains(old.name(step: step)) && !names.isEmpty {
      try fileSystem.remove(old.path(step: step))
    }
    let legacy = "\(path)/\(RunFolder.legacyRecordName)"
    if FileManager.default.fileExists(atPath: legacy) { try fileSystem.remove(legacy) }
    try fileSystem.rename("\(nextPath)/\(RunFolder.recordName)", to: "\(path)/\(RunFolder.recordName)")
    try fileSystem.syncFolder(path)
    for name in try fileSystem.list(nextPath) { try fileSystem.remove("\(nextPath)/\(name)") }
    _ = unsafe rmdir(nextPath)
  }

  static func digest(_ path: String) throws(FormatError) -> String { SHA256.hash(try FileBytes.read(path)).hex }

  static func items(_ network: Network, _ parameters: Parameters, _ statistics: Parameters) -> [SafeTensors.Item] {
    [parameters, statistics].flatMap { group in
      group.layout.entries.indices.map { index in
        let entry = group.layout.entries[index]
        return SafeTensors.Item(entry.path, shape: entry.spec.shape) { group.tensor(at: index).elements }
      }
    }
  }
}
