import FledgeFormats
import FledgeNetworks
import FledgeRuns
import Foundation

/// The folder of one finished training: `weights.safetensors`, and `trial.json`, which is written last.
struct TrialFolder: Sendable {
  let path: String

  private var recordPath: String { path + "/trial.json" }
  private var weightsPath: String { path + "/weights.safetensors" }

  /// Creates the folder of all trials, with a `.gitignore` that keeps it out of repositories.
  static func prepare(_ path: String) throws {
    try make(path)
    try AtomicFile.write(text: "*\n", to: path + "/.gitignore")
  }

  static func removeIfEmpty(_ path: String) { _ = unsafe rmdir(path) }

  private static func make(_ path: String) throws(PaperError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .folder(path)
    }
  }

  /// The record; `nil` where the training is not finished.
  func record() throws(PaperError) -> TrialRecord? { try TrialRecord.read(recordPath) }

  var hasRecord: Bool { FileManager.default.fileExists(atPath: recordPath) }

  /// The files, as artifacts for the store.
  var artifacts: [Artifact] {
    [weightsPath, recordPath].compactMap { path in
      guard let data = FileManager.default.contents(atPath: path) else { return nil }
      // Paths are relative to the folder of the store, which also has the folder of all trials.
      let parts = path.split(separator: "/").suffix(3)
      return Artifact(
        name: String(parts.last ?? ""), path: parts.joined(separator: "/"), bytes: Int64(data.count),
        sha256: SHA256.hash([UInt8](data)).hex)
    }
  }

  func write(_ record: TrialRecord, parameters: Parameters?, statistics: Parameters?) throws {
    try TrialFolder.make(path)
    let groups = [parameters, statistics].compactMap { $0 }
    if !groups.isEmpty {
      let items = groups.flatMap { group in
        group.layout.entries.indices.map { SafeTensors.Item(group.layout.entries[$0].path, group.tensor(at: $0)) }
      }
      try SafeTensors.write(items, metadata: ["format": "pt"], to: weightsPath)
    }
    try record.write(to: recordPath)
  }

  func predictor(_ network: Network) throws -> Predictor {
    let file = try SafeTensors(contentsOf: weightsPath)
    var parameters = Parameters(layout: network.parameterLayout)
    var statistics = Parameters(layout: network.statisticsLayout)
    for path in network.parameterLayout.paths { try parameters.set(path, to: file.tensor(path)) }
    for path in network.statisticsLayout.paths { try statistics.set(path, to: file.tensor(path)) }
    return Predictor(network: network, parameters: parameters, statistics: statistics)
  }
}
