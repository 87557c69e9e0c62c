public import FledgeDatasets
public import FledgeFormats
public import FledgeNetworks
import FledgeTensors
import Foundation

extension RunFolder {
  /// The settings of the run.
  ///
  /// - Throws: `SettingError`, `RunFolderError`.
  public func settings() throws -> TrainingSettings {
    var settings = TrainingSettings()
    try settings.apply(fileAt: configurationPath, isRun: true)
    return settings
  }

  /// The record of a finished run; `nil` for a run of an earlier version, which has `metrics.json`.
  ///
  /// - Throws: `FormatError` where it is damaged.
  public func record() throws(FormatError) -> RunRecord? {
    guard FileManager.default.fileExists(atPath: recordPath) else { return nil }
    return try RunRecord(contentsOf: recordPath)
  }

  /// Compares a file with the checksum in the record.
  ///
  /// - Throws: `FormatError` where they differ.
  public func verify(_ name: String, by record: RunRecord) throws(FormatError) {
    let path = file(name)
    let found = try RunFolder.digest(path)
    guard let stored = record.files[name], stored != found else { return }
    throw FormatError(
      .malformed, path: path,
      expected: "the file that \(RunFolder.recordName) describes, SHA-256 \(stored.prefix(12))…",
      found: "SHA-256 \(found.prefix(12))…",
      advice: "it was changed or damaged; restore it from a copy or train again")
  }

  /// The trained network, its files compared with their checksums.
  ///
  /// - Throws: `FormatError`, `NetworkError`, `SettingError`, `RunFolderError`.
  public func load() throws -> TrainedRun {
    let record = try record()
    if let record { try verify(RunFolder.configurationName, by: record) }
    let settings = try settings()
    let file = try SafeTensors(contentsOf: modelPath)
    try file.checkFinite()
    if let record { try verify(RunFolder.modelName, by: record) }
    guard let features = file.metadata["features"].flatMap({ Int($0) }),
      let outputs = file.metadata["outputs"].flatMap({ Int($0) })
    else {
      throw RunFolderError.unusable(
        "\(modelPath): expected the metadata features and outputs, found none; was it written by `fledge train`?")
    }
    guard (1...10_000_000).contains(features), (1...10_000_000).contains(outputs) else {
      throw RunFolderError.unusable(
        "\(modelPath): expected 1 to 10,000,000 features and outputs in the metadata, found \(features) and \(outputs)")
    }
    let network = try settings.network(features: features, outputs: outputs)
    try MemoryEstimate(network, batch: 250, copies: 3).check()
    var parameters = Parameters(layout: network.parameterLayout)
    var statistics = Parameters(layout: network.statisticsLayout)
    for path in network.parameterLayout.paths { try parameters.set(path, to: try file.tensor(path)) }
    for path in network.statisticsLayout.paths { try statistics.set(path, to: try file.tensor(path)) }
    if record == nil { try verifyLegacy(parameters, statistics) }
    if let record, record.files[RunFolder.contractName] != nil { try verify(RunFolder.contractName, by: record) }
    let contract = try contract()
    if let contract {
      let expected = contract.target.classes?.count ?? contract.target.width ?? 0
      guard contract.width == features, expected == outputs || settings.isAutoencoder else {
        throw FormatError(
          .malformed, path: contractPath, expected: "a contract of \(features) features and \(outputs) outputs",
          found: "one of \(contract.width) and \(expected)", advice: "the file belongs to another run")
      }
    }
    return TrainedRun(
      path: path, settings: settings, network: network, parameters: parameters, statistics: statistics,
      contract: contract)
  }

  /// Compares the weights with the digest in `metrics.json` of an earlier version.
  private func verifyLegacy(_ parameters: Parameters, _ statistics: Parameters) throws {
    guard FileManager.default.fileExists(atPath: legacyRecordPath) else { return }
    let json = try JSONValue(parsing: FileBytes.read(legacyRecordPath, limit: 1 << 30))
    guard let stored = json["weights_sha256"]?.stringValue else { return }
    let found = weightsDigest(parameters, statistics)
    guard stored != found else { return }
    throw FormatError(
      .malformed, path: modelPath, expected: "the weights that \(RunFolder.legacyRecordName) describes",
      found: "others, SHA-256 \(found.prefix(12))…", advice: "the file was changed or damaged; restore it from a copy")
  }

  /// What is wrong with the files that the record promises, one line for each; none where all is well.
  ///
  /// - Throws: `FormatError` where the record itself is damaged or missing.
  public func problems() throws(FormatError) -> [String] {
    guard let record = try record() else {
      throw FormatError(
        .missing, path: recordPath, expected: "the record of a finished run", found: "none",
        advice: isUnfinished
          ? "go on with `fledge train --resume \(shellWord(path))`" : "an earlier version of Fledge wrote no checksums")
    }
    var problems: [String] = []
    for name in record.files.keys.sorted() {
      do throws(FormatError) {
        try verify(name, by: record)
      } catch {
        problems.append("\(error)")
      }
    }
    return problems
  }

  /// The results of a finished run as its training printed them.
  ///
  /// - Throws: `FormatError`, `SettingError`, `RunFolderError`.
  public func summary() throws -> JSONObject {
    var summary: JSONObject
    if let record = try record() {
      summary = record.summary
    } else {
      let json = try JSONValue(parsing: FileBytes.read(legacyRecordPath, limit: 1 << 30))
      guard let object = json.objectValue else {
        throw FormatError(
          .malformed, path: legacyRecordPath, expected: "an object of results", found: json.text().prefix(40) + "…")
      }
      summary = object
      summary["classification"] = nil
      summary["output"] = nil
    }
    summary["settings"] = .object(try settings().values)
    summary["output"] = .string(path)
    return summary
  }
}

/// A network that was trained before, with the settings that made it.
public struct TrainedRun: Sendable {
  /// The run's folder.
  public let path: String
  /// What it was trained with.
  public let settings: TrainingSettings
  /// The network.
  public let network: Network
  /// What it learned.
  public let parameters: Parameters
  /// What it measured.
  public let statistics: Parameters
  /// What the training learned about its data; `nil` for a run of an earlier version.
  public let contract: DataContract?

  package init(
    path: String, settings: TrainingSettings, network: Network, parameters: Parameters, statistics: Parameters,
    contract: DataContract?
  ) {
    (self.path, self.settings, self.network) = (path, settings, network)
    (self.parameters, self.statistics, self.contract) = (parameters, statistics, contract)
  }

  /// Ready for use.
  public var predictor: Predictor {
    Predictor(network: network, parameters: parameters, statistics: statistics)
  }
}
