import FledgeExchange
import FledgeFormats
import FledgeNetworks
import FledgeTensors
import TestSupport
import Testing

struct OnnxLayerTests {
  /// Layers with the texts under which they come back; those that only train come back as nothing.
  static let rows: [(layer: any Layer, text: String?)] = [
    (Linear(6, 4), "linear 4"), (Linear(6, 3, bias: false), "linear 3 no-bias"), (ReLU(), "relu"),
    (LeakyReLU(), "leaky-relu"), (LeakyReLU(slope: 0.2), "leaky-relu 0.2"), (ELU(), "elu"),
    (ELU(alpha: 0.5), "elu 0.5"),
    (SELU(), "selu"), (GELU(), "gelu"), (TanhGELU(), "gelu-tanh"), (SiLU(), "silu"), (Sigmoid(), "sigmoid"),
    (Tanh(), "tanh"), (Softplus(), "softplus"), (HardTanh(), "hard-tanh"), (Softmax(), "softmax"),
    (LogSoftmax(), "log-softmax"), (Dropout(0.4), nil), (GaussianNoise(0.1), nil), (BatchNorm(6), "batch-norm"),
    (LayerNorm(6), "layer-norm"), (RMSNorm(6), "rms-norm"), (PReLU(6), "prelu"), (Reshape([2, 3]), "reshape 2 3"),
    (Reshape([6]), "reshape 6"), (Flatten(), "flatten"),
  ]
  static let images: [(layer: any Layer, text: String)] = [
    (Conv2d(2, 3, kernel: 3), "conv 3 3"),
    (Conv2d(2, 4, kernel: 3, stride: 2, padding: 1, bias: false), "conv 4 3 stride 2 padding 1 no-bias"),
    (MaxPool2d(2), "max-pool 2"), (MaxPool2d(3, stride: 2, padding: 1), "max-pool 3 stride 2 padding 1"),
    (AveragePool2d(2), "average-pool 2"),
    (AveragePool2d(3, stride: 1, padding: 1), "average-pool 3 stride 1 padding 1"),
    (Flatten(), "flatten"),
  ]

  @Test(arguments: 0..<rows.count) func `a layer over rows comes back`(index: Int) throws {
    let (layer, text) = OnnxLayerTests.rows[index]
    try check([layer], input: [6], text.map { [$0] } ?? [])
  }

  @Test(arguments: 0..<images.count) func `a layer over images comes back`(index: Int) throws {
    try check([OnnxLayerTests.images[index].layer], input: [2, 5, 6], [OnnxLayerTests.images[index].text])
  }

  @Test func `the lists hold every layer of the catalogue`() {
    let tested = Set((OnnxLayerTests.rows.map(\.layer) + OnnxLayerTests.images.map(\.layer)).map(\.name))
    #expect(tested.isSuperset(of: (LayerCatalogue.all + LayerCatalogue.images).map(\.name)))
  }

  @Test func `layers in a row and a residual block keep their weights`() throws {
    try check(
      [
        Conv2d(2, 3, kernel: 3), ReLU(), MaxPool2d(2), Flatten(), Linear(6, 5), BatchNorm(5), GELU(),
        Residual([LayerNorm(5), Linear(5, 5, bias: false), Residual([RMSNorm(5)]), SiLU()]), Linear(5, 3), Softmax(),
      ], input: [2, 5, 6],
      [
        "conv 3 3", "relu", "max-pool 2", "flatten", "linear 5", "batch-norm", "gelu",
        "residual [layer-norm, linear 5 no-bias, residual [rms-norm], silu]", "linear 3", "softmax",
      ])
  }

  @Test func `blocks and tied weights come back as a list that computes the same`() throws {
    let network = try everyKindOfNode()
    let (parameters, statistics) = try weights(network)
    let entry = OnnxModel.Entry(key: "fledge.settings", value: #"{"layers":[1]}"#)
    let export = try OnnxExport(network, parameters, statistics, version: "0", metadata: [entry])
    let found = try OnnxImport.read(export.bytes)
    #expect(
      found.layers == [
        "flatten", "linear 40", "batch-norm", "relu", "linear 8", "residual [layer-norm, linear 8 no-bias, gelu]",
        "linear 40", "tanh", "linear 5",
      ])
    #expect(found.tensors["6.weight"]?.shape == [40, 8])
    let rows = examples(5, of: [2, 6])
    let expected = try Predictor(network: network, parameters: parameters, statistics: statistics).output(for: rows)
    for (left, right) in zip(try outputs(found, rows).elements, expected.elements) { #expect(abs(left - right) < 1e-5) }
    #expect(found.settings?["layers"] == .array([.integer(1)]))
  }

  @Test func `softmax over images runs over all values`() throws {
    try check([Softmax()], input: [2, 3, 3], ["flatten", "softmax", "reshape 2 3 3"])
  }

  @Test func `a network without a node that computes is an identity`() throws {
    try check([Dropout(0.5)], input: [3], [])
    try check([], input: [1, 2, 2], [])
  }

  /// Writes and reads a network: the same layers, and the same bits of every tensor.
  private func check(_ modules: [any Module], input: TensorShape, _ texts: [String]) throws {
    let network = try Network(input: input, modules)
    let (parameters, statistics) = try weights(network)
    let export = try OnnxExport(network, parameters, statistics, version: "0")
    #expect(export.bytes == (try OnnxExport(network, parameters, statistics, version: "0").bytes))
    let found = try OnnxImport.read(export.bytes)
    #expect(found.layers == texts)
    #expect(found.inputShape == input)
    #expect(found.notes == [])
    // Layers that come back as nothing would move the numbers of paths; none is tested together with others.
    #expect(Set(found.tensors.keys) == Set(network.parameterLayout.paths + network.statisticsLayout.paths))
    for path in network.parameterLayout.paths { #expect(found.tensors[path] == (try parameters.tensor(path))) }
    for path in network.statisticsLayout.paths { #expect(found.tensors[path] == (try statistics.tensor(path))) }
    guard !found.layers.isEmpty else { return }
    let rows = examples(5, of: input)
    let expected = try Predictor(network: network, parameters: parameters, statistics: statistics).output(for: rows)
    #expect(try outputs(found, rows).elements == expected.elements)
  }
}
