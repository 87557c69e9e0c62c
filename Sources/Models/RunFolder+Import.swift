import FledgeFormats
import FledgeNetworks
import FledgeTensors
import FledgeTraining

extension RunFolder {
  /// Makes a run of weights that were not trained here: the settings, network and data contract of a run, the weights of
  /// a file.
  ///
  /// The record names the file and its SHA-256, and has no history and no measurements.
  /// - Parameters:
  ///   - file: safetensors with every parameter and statistic of the network under its name; other tensors are refused.
  ///   - like: the run whose settings and network the weights belong to.
  ///   - path: the folder to make.
  ///   - writer: the name and version of the program.
  /// - Returns: the record of the new run.
  /// - Throws: `FormatError`, `RunFolderError`, `SettingError`, `NetworkError`.
  public static func importWeights(
    _ file: String, like: RunFolder, to path: String, replacing: Bool = false, writer: String
  ) throws -> RunRecord {
    let settings = try like.settings()
    guard var record = try like.record() else {
      throw RunFolderError.unusable(
        "\(like.path): expected a run with \(recordName), found one of an earlier version; train it again")
    }
    for name in [configurationName, contractName] where record.files[name] != nil { try like.verify(name, by: record) }
    let tensors = try SafeTensors(contentsOf: file)
    try tensors.checkFinite()
    let network = try settings.network(features: record.features, outputs: record.outputs)
    try MemoryEstimate(network, batch: 1, copies: 3).check()
    var parameters = Parameters(layout: network.parameterLayout)
    var statistics = Parameters(layout: network.statisticsLayout)
    let known = Set(network.parameterLayout.paths + network.statisticsLayout.paths)
    // PyTorch counts the batches that its running statistics have seen; they are not used here.
    let unknown = tensors.entries.map(\.name).filter { !known.contains($0) && !$0.hasSuffix(".num_batches_tracked") }
    guard unknown.isEmpty else {
      throw FormatError(
        .malformed, path: file, expected: "the \(known.count) tensors of the network in \(like.path)",
        found: "also \(unknown.prefix(4).joined(separator: ", "))\(unknown.count > 4 ? ", …" : "")",
        advice: "name the run with --like whose network has these weights")
    }
    for entry in network.parameterLayout.entries + network.statisticsLayout.entries {
      let found = try tensors.tensor(entry.path).shape
      guard found == entry.spec.shape else {
        throw FormatError(
          .malformed, path: file, expected: "\(entry.path) of shape \(entry.spec.shape), as in \(like.path)",
          found: "shape \(found)", advice: "name the run with --like whose network has these weights")
      }
    }
    for path in network.parameterLayout.paths { try parameters.set(path, to: try tensors.tensor(path)) }
    for path in network.statisticsLayout.paths { try statistics.set(path, to: try tensors.tensor(path)) }

    record.writer = writer
    record.importedFrom = RunRecord.DataFile(path: file, sha256: try digest(file))
    record.weightsSha256 = weightsDigest(parameters, statistics)
    (record.history, record.seconds, record.pruned, record.files) = (History(), 0, nil, [:])
    (record.testLoss, record.testAccuracy, record.classification, record.divergence) = (nil, nil, nil, nil)
    let folder = try RunFolder(creating: path, replacing: replacing)
    do {
      try folder.begin(settings)
      try folder.write(
        ExperimentResult(network: network, parameters: parameters, statistics: statistics, history: History()),
        settings: settings, record: record, contract: like.contract())
    } catch {
      folder.abandon()
      throw error
    }
    return record
  }
}
