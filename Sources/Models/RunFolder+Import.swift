import FledgeFormats
import FledgeNetworks
import FledgeTensors
import FledgeTraining

extension RunFolder {
  /// The weights of a file in the network of a run, with its settings and data contract.
  ///
  /// - Throws: `FormatError` where the file does not fill the network; `RunFolderError`, `SettingError`, `NetworkError`.
  public func importing(_ weights: WeightsFile) throws -> NetworkImport {
    let settings = try settings()
    guard let record = try record() else {
      throw RunFolderError.unusable(
        "\(path): expected a run with \(RunFolder.recordName), found one of an earlier version; train it again")
    }
    for name in [RunFolder.configurationName, RunFolder.contractName] where record.files[name] != nil {
      try verify(name, by: record)
    }
    let network = try settings.network(features: record.features, outputs: record.outputs)
    try MemoryEstimate(network, batch: 1, copies: 3).check()
    var parameters = Parameters(layout: network.parameterLayout)
    var statistics = Parameters(layout: network.statisticsLayout)
    let report = try weights.load(into: &parameters, &statistics)
    guard report.isComplete, report.unused.isEmpty else {
      throw FormatError(
        .malformed, path: weights.path,
        expected:
          "the \(report.applied.count + report.missing.count + report.mismatched.count) arrays of the network in \(path)",
        found: report.lines.dropFirst().joined(separator: "; "),
        advice: "name the run with --like whose network has these weights")
    }
    var notes = weights.notes
    if let matching = report.matching { notes.append("\(weights.path): matched by shape and order: \(matching)") }
    return try NetworkImport(
      settings: settings, network: network, parameters: parameters, statistics: statistics, contract: contract(),
      path: weights.path, notes: notes)
  }
}
