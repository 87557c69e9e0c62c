import FledgeFormats
import FledgeModels
import FledgeNetworks
import Foundation
import TestSupport
import Testing

@Suite struct LayerListSettingTests {
  private func settings(_ yaml: String) throws -> TrainingSettings {
    var settings = TrainingSettings()
    try settings.apply(yaml: yaml, name: "a.yaml")
    return settings
  }

  @Test(
    arguments: [
      "network: linear 8, residual [relu, linear 8], linear 2",
      "network: ['linear 8', 'residual [relu, linear 8]', 'linear 2']",
      "network:\n- linear 8\n- residual [relu, linear 8]\n- linear 2",
      "network:\n- linear   8\n- residual: [relu, linear 8]\n- linear 2",
    ]) func `all ways to write a list are one`(yaml: String) throws
  {
    #expect(try settings(yaml).layerList == ["linear 8", "residual [relu, linear 8]", "linear 2"])
  }

  @Test func `a configuration that is written and read again has the same list and hash`() throws {
    let before = try settings("network: linear 8, residual [relu, residual [gelu]], linear 2")
    #expect(!before.yaml.contains("\nlayers:") && !before.yaml.contains("\nactivation:"))
    let after = try settings(before.yaml)
    #expect(after.layerList == before.layerList)
    #expect(RunSettings(after).hash == RunSettings(before).hash)
  }

  @Test func `settings without a list have the hash that they had before lists`() {
    let keys = RunSettings(TrainingSettings()).identity.keys
    #expect(!keys.contains("network") && !keys.contains("weights") && !keys.contains("weights-sha256"))
  }

  @Test func `a list gives the bits of the short forms`() throws {
    var (short, list) = (TrainingSettings(), TrainingSettings())
    (short.convolutions, short.kernelSize, short.layers, short.dropout) = ([3], 3, [7], 0.25)
    list.layerList = try LayerList(
      parsing: "conv 3 3, relu, max-pool 2, flatten, linear 7, relu, dropout 0.25, linear 10"
    ).texts
    let (a, b) = (try short.network(features: 64, outputs: 10), try list.network(features: 64, outputs: 10))
    #expect(a.initialized(seed: 3) == b.initialized(seed: 3))
    #expect(a.nodes.map(\.path) == b.nodes.map(\.path))
  }

  @Test(
    arguments: TrainingSettings.schema.map(\.key).filter {
      ["dropout", "norm", "activation", "layers", "noise"].contains($0)
    })
  func `a short form beside a list is refused`(key: String) throws {
    var settings = try settings("network: linear 10")
    let value = ["dropout": "0.5", "norm": "batch", "activation": "tanh", "layers": "64", "noise": "0.1"][key]!
    try settings.set(key, to: .scalar(value))
    let error = #expect(throws: SettingError.self) { try settings.network(features: 784, outputs: 10) }
    #expect(error?.description.contains(key) == true)
  }

  @Test func `the last layer must have an output for each class`() throws {
    #expect(throws: SettingError.self) { try settings("network: linear 12").network(features: 784, outputs: 10) }
  }

  @Test func `an unknown layer gets the nearest name`() throws {
    let error = #expect(throws: SettingError.self) {
      try settings("network: flatten, linaer 10").network(features: 784, outputs: 10)
    }
    #expect(error?.description.contains("did you mean 'linear'") == true)
  }

  @Test func `a file holds a list or the key network alone`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a, b.yaml"
      for text in ["- linear 4\n- linear 2\n", "network: linear 4, linear 2"] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        var settings = TrainingSettings()
        try settings.set("network", to: SettingValue(flag: path, of: "network"))
        #expect(settings.layerList == ["linear 4", "linear 2"])
      }
      for text in ["", "network: linear 4\nepochs: 3", "4", "- [1, 2]", "- {residual: 3}", "a: [", "- *x"] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        var settings = TrainingSettings()
        #expect(throws: SettingError.self, "\(text)") {
          try settings.set("network", to: SettingValue(flag: path, of: "network"))
        }
      }
    }
  }
}
