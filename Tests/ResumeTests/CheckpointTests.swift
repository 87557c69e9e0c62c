import FledgeFormats
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// The content of checkpoints.
struct CheckpointTests {
  /// One example x = 1 with target 0 and w = 1: the loss is w², its gradient 2·w, so η = ¼ halves w with each step.
  private func halving() throws -> Trainer {
    let network = try Network(input: [1], [Linear(1, 1)])
    var initial = network.initialized(seed: 0)
    try initial.set("0.weight", to: Tensor(shape: [1, 1], elements: [1]))
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = 1
    options.penalties.includesBiases = false
    return try Trainer(
      network: network, loss: SquaredError(), optimizer: ClassicalMomentum(learningRate: 0.25, momentum: 0),
      training: OneNumber(), initial: initial, options: options)
  }

  @Test func `a checkpoint holds weight, momentum and step, and the next step halves the weight again`() throws {
    let trainer = try halving()
    try trainer.run(toStep: 1)
    let checkpoint = try Checkpoint(bytes: trainer.checkpoint(writer: "test").encoded())
    let file = try SafeTensors(bytes: trainer.checkpoint().encoded())
    // Weight and bias both have the gradient 2·(w·x + b) = 2, so both fall by ½.
    #expect(try file.tensor("parameters/0.weight").elements == [0.5])
    #expect(try file.tensor("parameters/0.bias").elements == [-0.5])
    #expect(try file.tensor("optimizer-0/0.weight").elements == [2])
    #expect(checkpoint.state.step == 1 && checkpoint.state.stepInEpoch == 1 && checkpoint.state.epoch == 0)
    #expect(checkpoint.writer == "test")

    let other = try halving()
    try other.restore(checkpoint)
    try other.run(toStep: 2)
    // w·x + b is 0 now, so nothing changes any more.
    #expect(try other.result.parameters.tensor("0.weight").elements == [0.5])
  }

  @Test func `the metadata name format, writer and context`() throws {
    let experiment = try Experiment(settings(busy))
    let bytes = try experiment.checkpoint(writer: "fledge 1.2.3").encoded()
    let metadata = try SafeTensors(bytes: bytes).metadata
    #expect(metadata["format_version"] == "1")
    #expect(metadata["writer"] == "fledge 1.2.3")
    #expect(metadata["sha256"]?.count == 64)
    let checkpoint = try Checkpoint(bytes: bytes)
    #expect(checkpoint.context["settings"]?["epochs"]?.integerValue == 6)
    #expect(checkpoint.context["data"]?["training examples"]?.integerValue == 48)
    #expect(checkpoint.setup["optimizer"]?.stringValue == "Adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-08)")
  }

  @Test func `a checkpoint that was read is written as the same bytes`() throws {
    let experiment = try Experiment(settings(busy))
    try experiment.trainer.run(toStep: 9)
    let bytes = try experiment.checkpoint(writer: "test").encoded()
    #expect(try Checkpoint(bytes: bytes).encoded() == bytes)
  }

  @Test func `numbers that are not finite survive`() throws {
    let trainer = try halving()
    trainer.restore(
      {
        var snapshot = trainer.snapshot()
        snapshot.state.earlyStopping.last = .infinity
        snapshot.state.earlyStopping.best = -.infinity
        snapshot.state.lossSum = 0.1 + 0.2
        return snapshot
      }())
    let state = try Checkpoint(bytes: trainer.checkpoint().encoded()).state
    #expect(state == trainer.state)
  }
}

/// x = 1, target 0.
struct OneNumber: ExampleSource {
  let count = 1
  let featureShape: TensorShape = [1]
  let targetKind = TargetKind.values([1])

  func readFeatures(
    of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool
  ) {
    for position in examples.indices { features[position] = 1 }
  }

  func readTargets(of examples: Span<Int32>, into targets: inout MutableSpan<Float>) {
    for position in examples.indices { targets[position] = 0 }
  }
}
