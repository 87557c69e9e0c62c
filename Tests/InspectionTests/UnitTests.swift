import FledgeDatasets
import FledgeInspection
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTensors
import Testing

/// A trained run of a network that a test wrote.
private func run(_ network: Network, _ weights: [String: Tensor]) throws -> TrainedRun {
  var parameters = Parameters(layout: network.parameterLayout)
  for (path, tensor) in weights { try parameters.set(path, to: tensor) }
  return TrainedRun(
    path: "test", settings: TrainingSettings(), network: network, parameters: parameters,
    statistics: network.initialStatistics(), contract: nil)
}

/// Two features, three hidden units, two classes; the third hidden unit is always 0.
private func small() throws -> TrainedRun {
  try run(
    Network(input: [2], [Linear(2, 3), ReLU(), Linear(3, 2)]),
    [
      "0.weight": Tensor(shape: [3, 2], elements: [1, 0, 0, 1, -1, -1]),
      "2.weight": Tensor(shape: [2, 3], elements: [1, 0, 5, 0, 1, 5]),
    ])
}

private func examples(_ rows: [[Float]], labels: [Int32]) throws -> Dataset {
  try Dataset(
    shape: [rows[0].count], floats: rows.flatMap { $0 }, labels: labels, classNames: ["a", "b"],
    provenance: Provenance(name: "test", origin: .files))
}

struct UnitActivationsTests {
  @Test func `activations on paper: the strongest examples, the mean and the share above 0`() throws {
    let run = try small()
    let set = try examples([[1, 0], [3, 2], [2, 5], [3, 0]], labels: [0, 0, 1, 0])
    let found = try UnitActivations(run, run.network.unitLayer("1"), on: set)
    #expect(Array(found.of(0)) == [1, 3, 2, 3] && Array(found.of(1)) == [0, 2, 5, 0])
    #expect(found.strongest(2, of: 0) == [1, 3] && found.strongest(9, of: 1) == [2, 1, 0, 3])
    let summary = found.summary(of: 1)
    #expect(summary.mean == 1.75 && summary.activeShare == 0.5 && summary.largest == 5 && !summary.isConstant)
    #expect(found.summary(of: 2).isConstant && found.summary(of: 2).activeShare == 0)
    #expect(run.network.unitLayers.map(\.path) == ["input", "0", "1", "2"])
    #expect(throws: SettingError.self) { try run.network.unitLayer("7") }
    #expect(throws: SettingError.self) { try run.network.unitLayer("1", having: 3) }
  }

  @Test func `a channel's activation is the largest over its positions, in every batch`() throws {
    let network = try Network(input: [1, 2, 2], [Conv2d(1, 2, kernel: 1), Flatten(), Linear(8, 2)])
    let run = try run(network, ["0.weight": Tensor(shape: [2, 1, 1, 1], elements: [1, -2])])
    let rows = (0..<300).map { [Float($0), 1, -3, 0.5] }
    let found = try UnitActivations(
      run, run.network.unitLayer("0"), on: examples(rows, labels: [Int32](repeating: 0, count: 300)))
    #expect(found.layer.unitCount == 2 && found.layer.positions == 4)
    #expect(Array(found.of(0)) == rows.map { max($0[0], 1) } && Array(found.of(1)) == rows.map { _ in 6 })
    #expect(found.strongest(3, of: 0) == [299, 298, 297])
  }

  @Test func `a histogram counts every value once, and equal values in one bin`() {
    let found = UnitHistogram([0, 0.5, 1, 1, .nan, 2] as [Float], bins: 4)
    #expect(found.counts == [1, 1, 2, 1] && found.edges == [0, 0.5, 1, 1.5, 2] && found.skipped == 1)
    #expect(UnitHistogram([3, 3] as [Float]) == UnitHistogram([3, 3] as [Float], bins: 7))
    #expect(UnitHistogram([3, 3] as [Float]).counts == [2] && UnitHistogram([] as [Float]).counts.isEmpty)
  }
}

struct UnitAblationTests {
  @Test func `a unit that is switched off gives 0 to the layers after it, and no other changes`() throws {
    let run = try small()
    let set = try examples([[1, 0], [3, 2], [2, 5]], labels: [0, 0, 1])
    let whole = UnitAblation.answers(of: run, on: set)
    #expect(whole.predicted == [0, 0, 1] && SetScores(whole, of: set).all.accuracy == 1)
    let off = try run.network.unitLayer("1", having: 0)
    let without = UnitAblation.answers(of: run, on: set, without: (off, 0))
    #expect(without.predicted == [0, 1, 1])
    let scores = SetScores(without, of: set)
    #expect(scores.classes.map(\.accuracy) == [0.5, 1] && scores.classes.map(\.count) == [2, 1])
    // The third unit is 0 anyway.
    #expect(UnitAblation.answers(of: run, on: set, without: (off, 2)).outputs == whole.outputs)
    let values = LayerValues(run, set, at: 1, without: (off, 0)).values
    #expect(values[2] == [0, 2, 0] && values[3] == [0, 2] && values[1] == [3, 2, -5])
  }

  @Test func `switching off has the bits of a network whose outgoing weights are 0`() throws {
    let network = try Network(input: [5], [Linear(5, 7), Tanh(), Linear(7, 4), ReLU(), Linear(4, 2)])
    let parameters = network.initialized(seed: 3)
    var cut = parameters.snapshot()
    var weight = try cut.tensor("2.weight")
    for row in 0..<4 { weight[row, 4] = 0 }
    try cut.set("2.weight", to: weight)
    let make = { (parameters: Parameters) in
      TrainedRun(
        path: "test", settings: TrainingSettings(), network: network, parameters: parameters,
        statistics: network.initialStatistics(), contract: nil)
    }
    let rows = (0..<200).map { row in (0..<5).map { uniform(row + 1, column: $0)[row] } }
    let set = try examples(rows, labels: (0..<200).map { Int32($0 % 2) })
    let off = try network.unitLayer("1")
    let found = UnitAblation.answers(of: make(parameters), on: set, without: (off, 4))
    let expected = UnitAblation.answers(of: make(cut), on: set)
    #expect(found.outputs == expected.outputs)
    #expect(found.outputs != UnitAblation.answers(of: make(parameters), on: set).outputs)
  }

  @Test func `mistakes come the worst first`() throws {
    let run = try small()
    let set = try examples([[1, 0], [3, 2], [9, 0], [2, 5]], labels: [1, 0, 1, 1])
    let answers = UnitAblation.answers(of: run, on: set)
    #expect(answers.mistakes(set.labels) == [2, 0])
    #expect(answers.errors[2] > answers.errors[0] && answers.errors[0] > 0.5)
  }
}

struct LayerValuesTests {
  @Test func `the gradient by the input is the slope of the output`() throws {
    let network = try Network(input: [3], [Linear(3, 6), Tanh(), Linear(6, 2)])
    let run = TrainedRun(
      path: "test", settings: TrainingSettings(), network: network, parameters: network.initialized(seed: 5),
      statistics: network.initialStatistics(), contract: nil)
    let row: [Float] = [0.3, -0.2, 0.9]
    let found = LayerValues(run, try examples([row], labels: [0]), at: 0, gradientOf: 1)
    for feature in 0..<3 {
      let outputs = try [Float(-0.01), 0.01].map { step -> Float in
        var moved = row
        moved[feature] += step
        return LayerValues(run, try examples([moved], labels: [0]), at: 0).values[3][1]
      }
      #expect(abs((outputs[1] - outputs[0]) / 0.02 - found.inputGradient[feature]) < 1e-3)
    }
    #expect(found.values[0] == row && found.values.count == 4)
    #expect(LayerValues(run, try examples([row], labels: [0]), at: 0).inputGradient.isEmpty)
  }
}

struct UnitWeightsTests {
  @Test func `an activation's units have the weights of the layer before it`() throws {
    let run = try small()
    let layers = run.network.unitLayers
    let weights = try #require(UnitWeights(run, layers[2]))
    #expect(weights.path == "0" && weights.source == .features && weights.of(2) == [-1, -1])
    #expect(weights.biases == [0, 0, 0])
    #expect(UnitWeights(run, layers[3])?.source == .layer("1") && UnitWeights(run, layers[0]) == nil)
  }

  @Test func `a filter's weights are its window, and units after pooling have none`() throws {
    let network = try Network(
      input: [1, 4, 4], [Conv2d(1, 2, kernel: 3), ReLU(), MaxPool2d(2), Flatten(), Linear(2, 2), Softmax()])
    let run = try run(network, ["0.weight": Tensor(shape: [2, 1, 3, 3], elements: (0..<18).map { Float($0) })])
    let layers = network.unitLayers
    #expect(UnitWeights(run, layers[2])?.source == .window([1, 3, 3]))
    #expect(UnitWeights(run, layers[2])?.of(1) == (9..<18).map { Float($0) })
    #expect(UnitWeights(run, layers[3]) == nil && UnitWeights(run, layers[6]) == nil)
    #expect(UnitWeights(run, layers[5])?.source == .layer("2"))
  }

  @Test func `a tied layer's weights are the other's columns`() throws {
    let network = try Network(
      input: [3], [Block("encoder", [Linear(3, 2)]), Block("decoder", [TiedLinear(2, 3, tiedTo: "encoder.0.weight")])])
    let run = try run(network, ["encoder.0.weight": Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])])
    #expect(UnitWeights(run, network.unitLayers[2])?.of(1) == [2, 5])
  }
}
