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
    notes = weights.notes
    source = RunRecord.DataFile(path: weights.path, sha256: weights.digest)
    var data: ExperimentData?
    do {
      data = try ExperimentData(settings, allowsStandIn: false)
    } catch  where !namesData {
      notes.append("\(settings.dataset) was not found, so the run has no data; name them with --dataset and --data")
    }
    let sizes = weights.sizes
    var settings = settings
    var network: Network?
    if let found = data {
      var resolved = settings
      resolved.resolve(for: found)
      do {
        network = try resolved.network(features: found.training.featureShape.count, outputs: found.outputCount)
        // Of an autoencoder the data decide both sizes, and names do not tell which layer is the first.
        if !namesData, !settings.isAutoencoder, let sizes {
          let features = found.training.featureShape.count
          if sizes.outputs != found.outputCount || sizes.features ?? features != features { network = nil }
        }
      } catch  where !namesData && sizes != nil {
        network = nil
      }
      if network != nil {
        settings = resolved
      } else {
        notes.append(
          "the network takes other features or gives other outputs than \(settings.dataset), so the run has no data; name them "
            + "with --dataset and --data")
        data = nil
      }
    }
    if network == nil {
      guard let sizes else {
        throw FormatError(
          .malformed, path: weights.path, expected: "a weight of a linear layer, which gives the number of outputs",
          found: WeightsFile.list(weights.tensors.map(\.name)), advice: "name the data with --dataset and --data")
      }
      let features = settings.listedFeatures ?? (settings.isAutoencoder ? sizes.largest : sizes.features)
      guard let features else {
        throw SettingError.conflict(
          "\(weights.path): a convolution comes first, so the size of an image is not known; name the data with --dataset and "
            + "--data, or begin --network with `reshape CHANNELS HEIGHT WIDTH`")
      }
      network = try settings.network(features: features, outputs: sizes.outputs)
      settings.dataset = settings.image(features: features) == nil ? "npy" : "images"
    }
    guard let network else { preconditionFailure("a network was built or an error thrown") }
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
    (self.settings, self.network, self.parameters, self.statistics) = (settings, network, parameters, statistics)
    (self.report, self.data) = (report, data)
    contract = try data?.contract ?? settings.contractWithoutData(network)
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

extension TrainingSettings {
  /// The features that a list of layers begins with by `reshape`.
  fileprivate var listedFeatures: Int? {
    guard let words = layerList.first?.split(separator: " "), words.first == "reshape" else { return nil }
    return TensorShape(checking: words.dropFirst().compactMap { Int($0) })?.count
  }
}

extension TrainingSettings {
  /// The square image that so many features most likely are; few features are taken for columns.
  fileprivate func image(features: Int) -> TensorShape? { features < 64 ? nil : try? squareImage(features: features) }

  /// What is known of the data of a network whose data were not named: shape, outputs and scaling.
  ///
  /// - Throws: `SettingError` where class names do not fit the outputs, or the scaling needs data.
  package func contractWithoutData(_ network: Network) throws(SettingError) -> DataContract? {
    if isAutoencoder { return nil }
    let (features, outputs) = (network.inputShape.count, network.outputShape.count)
    let isRegression = table.task == .regression
    guard isRegression || classNames.isEmpty || classNames.count == outputs else {
      throw .conflict("class-names: expected \(outputs) names, one for each output, found \(classNames.count)")
    }
    let image = image(features: features)
    let rule: DataContract.Scaling.Rule
    switch scaling {
    case .none: rule = .none
    case .perImage: rule = .perExample
    case .unit: rule = .unit
    case .auto: rule = image == nil ? .none : .unit
    case .perFeature:
      throw .conflict("scaling: per-feature takes its numbers from data; name them with --dataset and --data")
    }
    let names = classNames.isEmpty ? (0..<outputs).map { String($0) } : classNames
    let shape = image.map { $0[0] == 1 ? [$0[1], $0[2]] : $0.dimensions } ?? [features]
    return DataContract(
      kind: image == nil ? .arrays : .images, dataset: image == nil ? "npy" : "images", name: "unknown data", path: nil,
      absolutePath: nil, files: [], shape: shape, table: nil,
      target: DataContract.Target(
        kind: isRegression ? .values : .classes, name: nil, classes: isRegression ? nil : names,
        width: isRegression ? outputs : nil),
      scaling: DataContract.Scaling(rule: rule), fill: nil,
      split: DataContract.Split(
        validation: "0", isStratified: false, seed: seed, trainingCount: 0, validationCount: 0))
  }
}
