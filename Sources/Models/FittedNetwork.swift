package import FledgeDatasets
import FledgeFormats
package import FledgeNetworks
import FledgeTensors

/// The network of settings for a file of weights, with the data that it is for.
struct FittedNetwork {
  let settings: TrainingSettings
  let network: Network
  /// `nil` where the data were not named, and the default ones were not found or do not fit.
  let data: ExperimentData?
  let notes: [String]

  /// - Throws: `SettingError`, `NetworkError`, `DatasetError`; `FormatError` where the file does not tell the sizes.
  init(_ settings: TrainingSettings, for weights: WeightsFile, namesData: Bool) throws {
    if namesData {
      let data = try ExperimentData(settings, allowsStandIn: false)
      try self.init(settings, data)
      return
    }
    var note = "\(settings.dataset) was not found, so the run has no data; name them with --dataset and --data"
    if let data = try? ExperimentData(settings, allowsStandIn: false) {
      if let fitted = try? FittedNetwork(settings, data), fitted.fits(weights) {
        self = fitted
        return
      }
      note =
        "the network takes other features or gives other outputs than \(settings.dataset), so the run has no data; name them "
        + "with --dataset and --data"
    }
    try self.init(settings, sizesOf: weights, note: note)
  }

  /// The network for data.
  private init(_ settings: TrainingSettings, _ data: ExperimentData) throws {
    var settings = settings
    settings.resolve(for: data)
    network = try settings.network(features: data.training.featureShape.count, outputs: data.outputCount)
    (self.settings, self.data, notes) = (settings, data, [])
  }

  /// The network for the sizes that the weights have.
  private init(_ settings: TrainingSettings, sizesOf weights: WeightsFile, note: String) throws {
    guard let sizes = weights.sizes else {
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
    var settings = settings
    settings.dataset = settings.image(features: features) == nil ? "npy" : "images"
    (self.settings, data, notes) = (settings, nil, [note])
  }

  /// Whether the weights have the sizes of the data.
  ///
  /// Of an autoencoder the data decide both, and names do not tell which layer is the first.
  private func fits(_ weights: WeightsFile) -> Bool {
    guard !settings.isAutoencoder, let sizes = weights.sizes else { return true }
    return sizes.outputs == network.outputShape.count
      && sizes.features ?? network.inputShape.count == network.inputShape.count
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
  /// The square image that this number of features most likely is; fewer than 64 are taken for columns.
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
