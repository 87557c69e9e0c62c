import FledgeFormats
import FledgeNetworks
import FledgeTensors

extension TrainingSettings {
  /// Settings that describe a network in another way than a list of layers does.
  static let shortForms = [
    "convolutions", "kernel-size", "pooling", "layers", "autoencoder", "tied", "activation", "code-activation",
    "output-activation", "dropout", "norm", "noise",
  ]

  /// The network of the list, for rows of features or the square images that they are.
  func listedNetwork(features: Int, outputs: Int) throws -> Network {
    try checkShortForms()
    let list = try LayerList(layerList)
    let input: TensorShape = try list.beginsWithImage ? squareImage(features: features) : [features]
    let network = try layers(of: list, input: input)
    guard network.outputShape.count == outputs else {
      throw SettingError.conflict(
        "network: expected \(outputs) outputs of the last layer, as the data have classes or target values, found "
          + "\(network.outputShape.count); end the list with `linear \(outputs)`")
    }
    if let expected = outputLayer, network.nodes.last?.name != expected.name {
      throw SettingError.conflict("network: the loss \(loss) needs `\(expected.name)` as the last layer; add it")
    }
    return network
  }

  /// The network of a list, with the suggestion where one is unknown.
  private func layers(of list: LayerList, input: TensorShape) throws -> Network {
    do {
      return try list.network(input: input)
    } catch let error {
      guard case .unknownLayer(let path, let name, let known) = error else { throw error }
      let advice =
        suggestion(to: name, among: known).map { "; did you mean '\($0)'?" } ?? "; there are "
        + known.joined(separator: ", ")
      throw SettingError.conflict("network: layer \(path): there is no '\(name)'\(advice)")
    }
  }

  private func checkShortForms() throws(SettingError) {
    let defaults = TrainingSettings()
    for key in TrainingSettings.shortForms {
      guard let setting = TrainingSettings.setting(key), setting.read(self) != setting.read(defaults) else { continue }
      throw .conflict(
        "\(key): it has no effect beside network, which lists all layers; leave \(key) out, or put it into the list")
    }
  }
}

extension JSONObject {
  /// Without the settings that have no effect beside a list of layers, where they are at their defaults.
  var withoutShortForms: JSONObject {
    guard let list = self["network"]?.arrayValue, !list.isEmpty else { return self }
    var object = self
    let defaults = TrainingSettings().values
    for key in TrainingSettings.shortForms where object[key] == defaults[key] { object[key] = nil }
    return object
  }
}
