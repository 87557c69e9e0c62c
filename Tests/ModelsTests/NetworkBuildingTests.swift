import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors
import Testing

@Suite struct NetworkBuildingTests {
  private func settings(_ assignments: String...) throws -> TrainingSettings {
    var settings = TrainingSettings()
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      try settings.set(parts[0], to: SettingValue(flag: parts[1]))
    }
    return settings
  }

  @Test func `two hidden layers with dropout count as in PyTorch's Sequential`() throws {
    let network = try settings("layers=5,3", "dropout=0.5").network(features: 7, outputs: 2)
    #expect(network.nodes.map(\.name) == ["linear", "relu", "dropout", "linear", "relu", "dropout", "linear"])
    #expect(network.parameterLayout.paths == ["0.weight", "0.bias", "3.weight", "3.bias", "6.weight", "6.bias"])
    #expect(network.parameterLayout.entries.map(\.spec.shape) == [[5, 7], [5], [3, 5], [3], [2, 3], [2]])
    #expect(network.parameterCount == 7 * 5 + 5 + 5 * 3 + 3 + 3 * 2 + 2)
  }

  @Test func `convolutions stand before the hidden layers and count as in PyTorch's Sequential`() throws {
    let network = try settings("convolutions=3,4", "kernel-size=3", "layers=5", "norm=batch", "dropout=0.5")
      .network(features: 144, outputs: 2)
    #expect(network.inputShape == [1, 12, 12])
    #expect(
      network.nodes.map(\.name) == [
        "conv2d", "relu", "max-pool2d", "conv2d", "relu", "max-pool2d", "flatten", "linear", "batch-norm", "relu",
        "dropout", "linear",
      ])
    // 12 − 2 = 10, halved 5, − 2 = 3, halved 1: four channels of one pixel.
    let shapes = network.parameterLayout.entries.map(\.spec.shape)
    #expect(shapes == [[3, 1, 3, 3], [3], [4, 3, 3, 3], [4], [5, 4], [5], [5], [5], [2, 5], [2]])
  }

  @Test func `pooling of 1 leaves it out, and no hidden layer may follow`() throws {
    let network = try settings("convolutions=2", "kernel-size=5", "pooling=1", "layers=none", "activation=tanh")
      .network(features: 36, outputs: 3)
    #expect(network.nodes.map(\.name) == ["conv2d", "tanh", "flatten", "linear"])
    #expect(network.parameterLayout.paths == ["0.weight", "0.bias", "3.weight", "3.bias"])
  }

  @Test func `three times a square are the channels of colour pictures`() throws {
    let network = try settings("convolutions=4", "kernel-size=3", "pooling=1", "layers=none")
      .network(features: 3 * 36, outputs: 2)
    #expect(network.inputShape == [3, 6, 6] && network.nodes[0].outputShape == [4, 4, 4])
    // 4 channels with 3·3·3 weights and a bias, then 64 inputs of 2 classes.
    #expect(network.parameterCount == 4 * 28 + 2 * 65)
  }

  @Test func `convolutions want square images large enough, and no autoencoder`() throws {
    let square = try settings("convolutions=2")
    #expect(throws: SettingError.self) { try square.network(features: 20, outputs: 2) }
    #expect(throws: NetworkError.self) { try square.network(features: 16, outputs: 2) }
    #expect(throws: SettingError.self) {
      try settings("convolutions=2", "autoencoder=4").network(features: 784, outputs: 10)
    }
    var table = try settings("convolutions=2", "dataset=xor", "examples=20", "validation=0")
    table.epochs = 1
    let error = #expect(throws: SettingError.self) { try Experiment(table) }
    #expect(error?.description.contains("found examples of shape [2] in xor") == true)
  }

  @Test func `no hidden layer is softmax regression`() throws {
    let network = try settings("layers=none").network(features: 7, outputs: 3)
    #expect(network.nodes.map(\.name) == ["linear"])
  }

  @Test(arguments: LayerCatalogue.activations.map(\.name), Norm.allCases)
  func `every activation behind every norm`(activation: String, norm: Norm) throws {
    let settings = try settings("layers=4", "activation=\(activation)", "norm=\(norm.rawValue)", "dropout=0.1")
    let kinds = try settings.network(features: 6, outputs: 2).nodes.map(\.name)
    let norms: [Norm: [String]] = [.none: [], .batch: ["batch-norm"], .layer: ["layer-norm"]]
    #expect(kinds == ["linear"] + norms[norm]! + [activation, "dropout", "linear"])
  }

  @Test(arguments: [[3], [5, 3], [6, 5, 3]], Norm.allCases)
  func `an autoencoder is symmetric, tied or not, and the tied one has no decoder weights`(sizes: [Int], norm: Norm)
    throws
  {
    for dropout in ["0", "0.2"] {
      let list = sizes.map(String.init).joined(separator: ",")
      let plain = try settings("autoencoder=\(list)", "norm=\(norm.rawValue)", "dropout=\(dropout)")
      let free = try plain.network(features: 8, outputs: 10)
      #expect(free.outputShape == [8])
      #expect(free.shape(ofValue: try free.output(ofBlock: "encoder")) == [sizes[sizes.count - 1]])

      var tiedSettings = plain
      tiedSettings.isTied = true
      let tied = try tiedSettings.network(features: 8, outputs: 10)
      #expect(tied.nodes.map(\.outputShape) == free.nodes.map(\.outputShape))
      let widths = [8] + sizes
      let weights = zip(widths, sizes).map { $0 * $1 }.reduce(0, +)
      #expect(free.parameterCount - tied.parameterCount == weights)
    }
  }

  @Test(arguments: [
    ("auto", true, "softmax-cross-entropy", [String]()), ("auto", false, "squared-error", []),
    ("negative-log-likelihood", true, "negative-log-likelihood", ["log-softmax"]),
    ("probability-cross-entropy", true, "probability-cross-entropy", ["softmax"]),
  ])
  func `the loss decides what stands behind the last layer`(
    name: String, hasLabels: Bool, kind: String, last: [String]
  ) throws {
    let settings = try settings("layers=4", "loss=\(name)")
    #expect(settings.makeLoss(hasLabels: hasLabels).name == kind)
    #expect(try settings.network(features: 6, outputs: 2).nodes.map(\.name) == ["linear", "relu", "linear"] + last)
  }

  @Test func `pixels are rebuilt by a sigmoid with squared error`() throws {
    let settings = try settings("autoencoder=3")
    #expect(try settings.network(features: 6, outputs: 2).nodes.last?.name == "sigmoid")
    #expect(settings.makeLoss(hasLabels: true).name == "squared-error")
  }

  @Test func `only an autoencoder can be tied`() throws {
    let settings = try settings("layers=3", "tied=yes")
    #expect(throws: SettingError.self) { try settings.network(features: 6, outputs: 2) }
  }

  @Test func `a network larger than the machine's memory is refused before it is made`() throws {
    let network = try settings("layers=1000").network(features: 1000, outputs: 10)
    let need = MemoryEstimate(network, batch: 100, copies: 2)
    // 1000·1000 + 1000 + 1000·10 + 10 weights, twice; 1000 + 1000 + 1000 + 10 values and their gradients, 100 times.
    let weights = 2 * 4.0 * Double(network.parameterLayout.bufferCount)
    #expect(need.bytes == weights + 4 * 2 * 3010 * 100)
    let enough = AvailableMemory.Limit(bytes: Int(need.bytes), subject: "this container has free")
    try need.check(limit: enough)
    try need.check(limit: nil)
    let less = AvailableMemory.Limit(bytes: Int(need.bytes) - 1, subject: enough.subject)
    let error = #expect(throws: SettingError.self) { try need.check(limit: less) }
    #expect(error?.description.contains("this container has free 0.0 GB; make layers or batch-size smaller") == true)

    let vast = try settings("layers=1000000,1000000,1000000").network(features: 1_000_000, outputs: 10)
    #expect(throws: SettingError.self) {
      try MemoryEstimate(vast, batch: 10_000_000, copies: 6).check(
        limit: AvailableMemory.Limit(bytes: 1 << 40, subject: "all"))
    }
  }
}
