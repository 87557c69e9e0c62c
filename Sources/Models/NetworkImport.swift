public import FledgeDatasets
public import FledgeFormats
import FledgeKernels
public import FledgeNetworks
import FledgeTensors
import FledgeTraining

/// A network with weights that were trained elsewhere, ready to become a run's folder.
public struct NetworkImport: Sendable {
  public let settings: TrainingSettings
  public let network: Network
  public let parameters: Parameters
  public let statistics: Parameters
  /// What became of the file's arrays.
  public let report: LoadReport
  /// What is known of the data; `nil` where none were named and the default ones do not fit.
  public let contract: DataContract?
  /// What was converted, guessed or left out, one line each.
  public var notes: [String]
  private let data: ExperimentData?
  private let source: RunRecord.DataFile

  /// Builds the network of the settings and loads the weights.
  ///
  /// - Parameters:
  ///   - namesData: whether the settings' data were chosen; otherwise the network goes before the data.
  /// - Throws: `FormatError` where the file does not fill the network; `SettingError`, `NetworkError`, `DatasetError`.
  public init(_ weights: WeightsFile, settings: TrainingSettings, namesData: Bool) throws {
    source = RunRecord.DataFile(path: weights.path, sha256: weights.digest)
    let fitted = try FittedNetwork(settings, for: weights, namesData: namesData)
    notes = weights.notes + fitted.notes
    let network = fitted.network
    try MemoryEstimate(network, batch: 1, copies: 3).check()
    var parameters = Parameters(layout: network.parameterLayout)
    var statistics = network.initialStatistics()
    let report = try weights.load(into: &parameters, &statistics)
    guard report.isComplete, report.unused.isEmpty else {
      throw FormatError(
        .malformed, path: weights.path,
        expected:
          "the \(network.parameterLayout.entries.count + network.statisticsLayout.entries.count) arrays of this network",
        found: report.lines.dropFirst().joined(separator: "; "),
        advice: weights.networkGuess.map { "the shapes would fit \($0)" } ?? "give another network")
    }
    (self.settings, self.network, self.parameters, self.statistics) = (fitted.settings, network, parameters, statistics)
    (self.report, data) = (report, fitted.data)
    contract = try data?.contract ?? fitted.settings.contractWithoutData(network)
  }

  /// A network whose weights are known already, such as one that was read from another format.
  public init(
    settings: TrainingSettings, network: Network, parameters: Parameters, statistics: Parameters,
    contract: DataContract?, path: String, notes: [String]
  ) throws(FormatError) {
    (self.settings, self.network, self.parameters, self.statistics) = (settings, network, parameters, statistics)
    (self.contract, self.notes) = (contract, notes)
    source = RunRecord.DataFile(path: path, sha256: try RunFolder.digest(path))
    report = LoadReport(applied: network.parameterLayout.paths + network.statisticsLayout.paths)
    data = nil
  }

  /// Makes the run's folder; its record names the file, and has no history and no measurements.
  ///
  /// - Throws: `RunFolderError`, `FormatError`.
  public func write(to path: String, replacing: Bool, writer: String) throws -> RunRecord {
    let parts = [data?.training, data?.test].compactMap { $0 }
    var record = RunRecord(
      writer: writer, dataset: parts.first?.provenance.name ?? contract?.name ?? settings.dataset,
      isMnist: !parts.isEmpty && parts.allSatisfy(\.provenance.isMNIST),
      dataFiles: (contract?.files ?? []).map { RunRecord.DataFile(path: $0.path, sha256: $0.sha256) },
      trainingExamples: data?.training.count ?? 0, validationExamples: data?.validation?.count ?? 0,
      testExamples: data?.test?.count ?? 0, features: network.inputShape.count, outputs: network.outputShape.count,
      parameters: network.parameterCount, architectureSha256: network.architectureDigest,
      weightsSha256: weightsDigest(parameters, statistics), history: History(), seconds: 0,
      isa: InstructionSet.current.rawValue, threads: settings.threads, seed: settings.seed)
    record.importedFrom = source
    let folder = try RunFolder(creating: path, replacing: replacing)
    do {
      try folder.begin(settings)
      try folder.write(
        ExperimentResult(network: network, parameters: parameters, statistics: statistics, history: History()),
        settings: settings, record: record, contract: contract)
    } catch {
      folder.abandon()
      throw error
    }
    return record
  }
}
