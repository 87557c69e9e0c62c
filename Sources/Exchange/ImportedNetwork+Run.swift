import FledgeDatasets
import FledgeFormats
public import FledgeModels
import FledgeNetworks
import FledgeTensors
import Foundation

extension ImportedNetwork {
  /// The network as a run that can be written.
  ///
  /// A file that Fledge wrote has the settings and the data contract of its run, which are taken where they describe the
  /// graph; any other gets its layers as the setting `network`.
  /// - Parameters:
  ///   - settings: what flags say of data and scaling.
  ///   - usesFile: whether settings and data contract of the file may be taken.
  ///   - namesData: whether flags name the data.
  /// - Throws: `FormatError`, `SettingError`, `NetworkError`, `DatasetError`.
  public func networkImport(
    path: String, settings: TrainingSettings, usesFile: Bool, namesData: Bool
  ) throws -> NetworkImport {
    let list = try LayerList(layers)
    let listed = try list.network(input: inputShape)
    if usesFile, let found = try ownRun(listed, path: path) { return found }
    var settings = settings
    var tensors = tensors
    settings.layerList = layers
    if inputShape.rank == 3, !(inputShape[0] == 1 || inputShape[0] == 3) || inputShape[1] != inputShape[2] {
      settings.layerList.insert("reshape " + inputShape.dimensions.map(String.init).joined(separator: " "), at: 0)
      tensors = [:]
      for (name, tensor) in self.tensors { tensors[ImportedNetwork.shifted(name)] = tensor }
    }
    if settings.classNames.isEmpty, classNames.count == listed.outputShape.count { settings.classNames = classNames }
    let weights = try WeightsFile(
      path: path, tensors: tensors.map { (name: $0.key, tensor: $0.value) },
      sizes: (inputShape.count, listed.outputShape.count))
    var found = try NetworkImport(weights, settings: settings, namesData: namesData)
    found.notes = notes + found.notes
    return found
  }

  /// The path of a parameter whose layer stands one place further back.
  private static func shifted(_ path: String) -> String {
    var parts = path.split(separator: ".").map(String.init)
    if let first = parts.first.flatMap({ Int($0) }) { parts[0] = String(first + 1) }
    return parts.joined(separator: ".")
  }

  /// The run that the file was written from, where its settings describe the graph.
  private func ownRun(_ listed: Network, path: String) throws -> NetworkImport? {
    guard let values = self.settings else { return nil }
    var settings = TrainingSettings()
    guard (try? settings.apply(values, isRun: true)) != nil,
      let network = try? settings.network(features: inputShape.count, outputs: listed.outputShape.count),
      let (parameters, statistics) = try weights(of: network, from: listed)
    else { return nil }
    let contract = try contract.map { value in
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(DataContract.self, from: Data(value.text().utf8))
    }
    guard contract?.mistake == nil, contract.map({ $0.width == inputShape.count }) ?? true else { return nil }
    return try NetworkImport(
      settings: settings, network: network, parameters: parameters, statistics: statistics, contract: contract,
      path: path, notes: notes)
  }

  /// The file's weights in a network that computes the same; `nil` where it does not.
  private func weights(of network: Network, from listed: Network) throws -> (Parameters, Parameters)? {
    func computing(_ network: Network) -> [Node] {
      network.nodes.filter { !($0.layer is Dropout) && !($0.layer is GaussianNoise) }
    }
    let pairs = zip(computing(network), computing(listed))
    guard computing(network).count == computing(listed).count else { return nil }
    var (parameters, statistics) = (Parameters(layout: network.parameterLayout), network.initialStatistics())
    for (ours, theirs) in pairs {
      let (entries, others) = (network.parameterLayout.entries, listed.parameterLayout.entries)
      if ours.layer is TiedLinear, theirs.layer is Linear {
        // The same weight, stored as the product needs it.
        guard let weight = tensors[others[theirs.parameters[0]].path],
          let bias = tensors[others[theirs.parameters[1]].path],
          parameters.tensor(at: ours.parameters[0]).elements == weight.transposedElements
        else { return nil }
        try parameters.set(entries[ours.parameters[1]].path, to: bias)
        continue
      }
      guard ours.name == theirs.name, ours.layer?.summary == theirs.layer?.summary,
        ours.parameters.count == theirs.parameters.count, ours.statistics.count == theirs.statistics.count
      else { return nil }
      for (our, their) in zip(ours.parameters, theirs.parameters) {
        guard let tensor = tensors[others[their].path], tensor.shape == entries[our].spec.shape else { return nil }
        try parameters.set(entries[our].path, to: tensor)
      }
      for (our, their) in zip(ours.statistics, theirs.statistics) {
        let path = network.statisticsLayout.entries[our].path
        guard let tensor = tensors[listed.statisticsLayout.entries[their].path] else { return nil }
        try statistics.set(path, to: tensor)
      }
    }
    return (parameters, statistics)
  }
}

extension Tensor {
  /// The elements of a matrix with its axes exchanged.
  fileprivate var transposedElements: [Float] {
    guard shape.rank == 2 else { return elements }
    let (rows, columns) = (shape[0], shape[1])
    return (0..<columns).flatMap { column in (0..<rows).map { elements[$0 * columns + column] } }
  }
}
