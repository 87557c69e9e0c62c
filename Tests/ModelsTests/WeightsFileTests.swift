import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import TestSupport
import Testing

@Suite struct WeightsFileTests {
  private func network() throws -> Network {
    try LayerList(parsing: "linear 3, relu, batch-norm, linear 2").network(input: [4])
  }

  private func write(_ arrays: [(String, TensorShape)], to path: String) throws {
    try SafeTensors.write(
      arrays.enumerated().map { index, array in
        SafeTensors.Item(array.0, shape: array.1) { values(array.1.count, seed: UInt64(index) + 7) }
      }, metadata: [:], to: path)
  }

  private static let all: [(String, TensorShape)] = [
    ("0.weight", [3, 4]), ("0.bias", [3]), ("2.weight", [3]), ("2.bias", [3]), ("2.running_mean", [3]),
    ("2.running_var", [3]), ("3.weight", [2, 3]), ("3.bias", [2]),
  ]

  private func load(_ path: String) throws -> (LoadReport, Parameters) {
    let network = try network()
    var (parameters, statistics) = (network.initialized(seed: 0), network.initialStatistics())
    let report = try WeightsFile(contentsOf: path).load(into: &parameters, &statistics)
    return (report, parameters)
  }

  @Test func `arrays under a network's paths are applied`() throws {
    try withTemporaryFolder { folder in
      try write(Self.all, to: "\(folder)/a.safetensors")
      let (report, parameters) = try load("\(folder)/a.safetensors")
      #expect(report.isComplete && report.unused.isEmpty && report.matching == nil && report.applied.count == 8)
      #expect(try parameters.tensor("0.weight").elements == values(12, seed: 7))
    }
  }

  @Test func `missing, mismatched and unused arrays are listed by path, and what is missing keeps its value`() throws {
    try withTemporaryFolder { folder in
      var arrays = Self.all.filter { $0.0 != "0.bias" && $0.0 != "3.weight" }
      arrays += [("3.weight", [5, 3]), ("head.weight", [1])]
      try write(arrays, to: "\(folder)/a.safetensors")
      let (report, parameters) = try load("\(folder)/a.safetensors")
      #expect(report.missing == ["0.bias"])
      #expect(report.mismatched == ["3.weight (expected [2, 3], found [5, 3])"])
      #expect(report.unused == ["head.weight"])
      #expect(try parameters.tensor("0.bias").elements == [0, 0, 0])
      #expect(report.lines.count == 4)
    }
  }

  @Test func `layers of other names are matched in natural order where all shapes agree`() throws {
    try withTemporaryFolder { folder in
      let names = ["0": "model.fc2", "2": "model.fc9", "3": "model.fc10"]
      let arrays = Self.all.map { name, shape in
        (names[String(name.prefix(1))]! + name.dropFirst(), shape)
      }
      try write(arrays, to: "\(folder)/a.safetensors")
      let (report, _) = try load("\(folder)/a.safetensors")
      #expect(report.isComplete && report.unused.isEmpty)
      #expect(report.matching == "model.fc2 to 0, model.fc9 to 2, model.fc10 to 3")

      try write(arrays + [("model.head.weight", [9, 9])], to: "\(folder)/c.safetensors")
      let (more, _) = try load("\(folder)/c.safetensors")
      #expect(more.isComplete && more.unused == ["model.head.weight"])

      try write(arrays.dropLast() + [("model.fc10.bias", [7])], to: "\(folder)/b.safetensors")
      #expect(try load("\(folder)/b.safetensors").0.applied.isEmpty)
    }
  }

  @Test func `counters of batches are left out, and said`() throws {
    try withTemporaryFolder { folder in
      try write(Self.all + [("2.num_batches_tracked", [])], to: "\(folder)/a.safetensors")
      let file = try WeightsFile(contentsOf: "\(folder)/a.safetensors")
      #expect(file.notes.contains { $0.contains("num_batches_tracked") })
      #expect(file.tensors.count == 8)
    }
  }

  @Test func `a weight that is not finite is named`() throws {
    try withTemporaryFolder { folder in
      try SafeTensors.write(
        [SafeTensors.Item("0.weight", shape: [2]) { [1, .nan] }], metadata: [:], to: "\(folder)/a.safetensors")
      let error = #expect(throws: FormatError.self) { try WeightsFile(contentsOf: "\(folder)/a.safetensors") }
      #expect(error?.description.contains("0.weight") == true)
    }
  }

  @Test func `weights in a NumPy archive are the same`() throws {
    try withTemporaryFolder { folder in
      let arrays = Self.all.enumerated().map { index, array in
        (name: array.0, array: Npy(Tensor(shape: array.1, elements: values(array.1.count, seed: UInt64(index) + 7))))
      }
      try AtomicFile.write(Npz.encode(arrays), to: "\(folder)/a.npz")
      #expect(try load("\(folder)/a.npz").0.isComplete)
    }
  }

  @Test func `the guess names layers by their shapes`() throws {
    try withTemporaryFolder { folder in
      try write(Self.all, to: "\(folder)/a.safetensors")
      let guess = try WeightsFile(contentsOf: "\(folder)/a.safetensors").networkGuess
      #expect(guess == "--network 'linear 3, batch-norm, relu, linear 2'")
    }
  }

  @Test func `a training begins with the weights of a run, and refuses other ones later`() throws {
    try withTemporaryFolder { folder in
      var settings = TrainingSettings()
      (settings.dataset, settings.examples, settings.layers, settings.epochs, settings.threads) = (
        "moons", 60, [6], 1, 1
      )
      let first = try Experiment(settings)
      let result = try first.run()
      let run = try RunFolder(creating: "\(folder)/first")
      try run.write(result, settings: first.settings, record: first.record(result, writer: "test"))

      var next = settings
      next.weights = run.path
      let second = try Experiment(next)
      #expect(second.trainer.result.parameters == result.parameters)
      #expect(second.settings.weightsDigest?.count == 64)
      #expect(second.weightNotes.contains { $0.contains("applied: 4 of 4") })
      #expect(RunSettings(next).hash != RunSettings(settings).hash)

      var changed = second.settings
      changed.weightsDigest = String(repeating: "0", count: 64)
      #expect(throws: FormatError.self) { try Experiment(changed) }
      changed.layers = [7]
      changed.weightsDigest = nil
      #expect(try Experiment(changed).weightNotes.contains { $0.contains("of another shape") })
      changed.network(["linear 3", "linear 3", "linear 2"])
      #expect(throws: Never.self) { try Experiment(changed) }
    }
  }
}

extension TrainingSettings {
  fileprivate mutating func network(_ layers: [String]) { (layerList, self.layers) = (layers, [128]) }
}
