import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors
import FledgeTraining
import Synchronization
import Testing

/// Batches that are cut into leaves, whose gradients are added along one fixed tree.
struct LeafTests {
  @Test func `two leaves of one example each give the step of both`() throws {
    // The gradients of w·x with the loss w·x are 1 and 3, so the mean is 2.
    func weight(_ shards: Int) throws -> Float {
      var options = TrainingOptions()
      options.epochs = 1
      options.batchSize = 2
      options.shards = shards
      let network = try Network(input: [1], [Linear(1, 1, bias: false)])
      var initial = Parameters(layout: network.parameterLayout)
      try initial.set("0.weight", to: Tensor(shape: [1, 1], elements: [1]))
      let source = ArraySource(features: [[1], [3]], targets: [[0], [0]])
      let trainer = try Trainer(
        network: network, loss: AbsoluteError(), optimizer: SGD(learningRate: 0.25), training: source,
        initial: initial, options: options)
      try trainer.run()
      return try trainer.result.parameters.tensor("0.weight").elements[0]
    }
    #expect(try weight(1) == 0.5)
    #expect(try weight(2) == 0.5)
  }

  @Test(arguments: LeafNetwork.allCases, [2, 4, 8])
  func `threads and instruction sets change no bit`(network: LeafNetwork, shards: Int) throws {
    let first = try network.outcome(shards: shards)
    for threads in [2, 3] {
      let pool = ThreadPool(threads: threads, instructionSet: .current, splitsSmallWork: true)
      #expect(try network.outcome(shards: shards, threads: pool) == first)
    }
    for set in InstructionSet.available {
      #expect(try network.outcome(shards: shards, threads: ThreadPool(threads: 1, instructionSet: set)) == first)
    }
  }

  @Test(arguments: LeafNetwork.allCases, [(2, 2), (2, 4), (4, 4), (2, 8), (4, 8), (8, 8)])
  func `ranks change no bit`(network: LeafNetwork, ranksAndShards: (Int, Int)) throws {
    let (ranks, shards) = ranksAndShards
    let first = try network.outcome(shards: shards)
    for outcome in try LeafRanks.run(ranks, { try network.outcome(shards: shards, exchange: $0) }) {
      #expect(outcome == first)
    }
  }

  @Test(arguments: LeafNetwork.allCases)
  func `leaves decide no more than the last bits`(network: LeafNetwork) throws {
    let whole = try network.outcome(shards: 1, dropout: 0)
    for shards in [2, 4, 8] {
      let cut = try network.outcome(shards: shards, dropout: 0)
      #expect(cut.parameters != whole.parameters)
      #expect(distance(cut.parameters, whole.parameters) < 2e-4)
      #expect(distance(cut.statistics, whole.statistics) < 2e-4)
      for (a, b) in zip(cut.losses, whole.losses) { #expect(abs(a - b) < 1e-4) }
    }
  }

  @Test func `one step of eight leaves is that of the reference`() throws {
    let (features, labels) = (rows(5, width: 2, seed: 4), [0, 1, 1, 0, 1])
    let network = try Network(input: [2], [Linear(2, 2)])
    var initial = Parameters(layout: network.parameterLayout)
    let start: [[Float]] = [[0.5, -0.5, 0.25, 1], [0, 0]]
    try initial.set("0.weight", to: Tensor(shape: [2, 2], elements: start[0]))
    var options = TrainingOptions()
    options.epochs = 1
    options.batchSize = 5
    options.shards = 8
    options.classWeights = [0.5, 2]
    let trainer = try Trainer(
      network: network, loss: SoftmaxCrossEntropy(), optimizer: SGD(learningRate: 0.1),
      training: ArraySource(features: features, labels: labels, classes: 2), initial: initial, options: options)
    let history = try trainer.run()
    let reference = ReferenceSequence([ReferenceLinear(inputs: 2, outputs: 2)])
    let loss = ReferenceSoftmaxCrossEntropy(labels: labels, classWeights: [0.5, 2], exampleWeights: [1, 1, 1, 1, 1])
    let parameters = start.map { $0.map { Double($0) } }
    let input = features.flatMap { $0 }.map { Double($0) }
    #expect(
      abs(
        history.epochs[0].runningTrainingLoss
          - reference.loss(input, batch: 5, parameters: parameters, loss: loss)) < 1e-6)
    let gradients = reference.gradients(input, batch: 5, parameters: parameters, loss: loss).parameters
    let result = trainer.result.parameters
    let found = try result.tensor("0.weight").elements + result.tensor("0.bias").elements
    let expected = zip(parameters.flatMap { $0 }, gradients.flatMap { $0 }).map { $0 - 0.1 * $1 }
    for (a, b) in zip(found, expected) { #expect(abs(Double(a) - b) < 1e-6) }
  }

  @Test func `a batch that is smaller than its number of leaves trains as well`() throws {
    // Batches of 3 and 2 in 8 leaves, most of which are empty, with statistics over the whole batch.
    let whole = try LeafNetwork.batchNorm.outcome(shards: 1, batchSize: 3, dropout: 0, examples: 5)
    let cut = try LeafNetwork.batchNorm.outcome(shards: 8, batchSize: 3, dropout: 0, examples: 5)
    #expect(distance(cut.parameters, whole.parameters) < 1e-3)
    #expect(distance(cut.statistics, whole.statistics) < 1e-3)
    for outcome in try LeafRanks.run(
      4,
      {
        try LeafNetwork.batchNorm.outcome(shards: 8, batchSize: 3, dropout: 0, examples: 5, exchange: $0)
      })
    { #expect(outcome == cut) }
  }

  @Test func `ranks measure norms and dead units of the whole batch`() throws {
    let alone = try LeafNetwork.dense.outcome(shards: 4, tracksNorms: true)
    #expect(alone.tracked.count == 3 && alone.tracked[0].count == 5)
    for outcome in try LeafRanks.run(
      2,
      {
        try LeafNetwork.dense.outcome(shards: 4, tracksNorms: true, exchange: $0)
      })
    { #expect(outcome == alone) }
  }

  @Test func `a wish to stop of one rank stops all after the same step`() throws {
    let states = try LeafRanks.run(4) { exchange in
      let trainer = try LeafNetwork.batchNorm.trainer(shards: 8, exchange: exchange)
      let history = try trainer.run { _ in exchange.rank == 2 && trainer.state.step == 5 ? .stop : .proceed }
      #expect(history.endReason == .interrupted)
      return trainer.state.step
    }
    #expect(states == [6, 6, 6, 6])
  }

  @Test func `an interrupted training goes on with another number of ranks`() throws {
    let whole = try LeafNetwork.batchNorm.outcome(shards: 8)
    let checkpoints = try LeafRanks.run(2) { exchange in
      let trainer = try LeafNetwork.batchNorm.trainer(shards: 8, exchange: exchange)
      try trainer.run { _ in trainer.state.step == 4 ? .stop : .proceed }
      return try trainer.checkpoint().encoded()
    }
    let outcomes = try LeafRanks.run(4) { exchange in
      let trainer = try LeafNetwork.batchNorm.trainer(shards: 8, exchange: exchange)
      try trainer.restore(Checkpoint(bytes: checkpoints[0]))
      return LeafOutcome(trainer, try trainer.run())
    }
    for outcome in outcomes { #expect(outcome == whole) }
    let other = try LeafNetwork.batchNorm.trainer(shards: 4)
    #expect(throws: CheckpointError.self) { try other.restore(Checkpoint(bytes: checkpoints[0])) }
  }

  @Test func `an infinite output is named whichever rank has it`() throws {
    for rank in try LeafRanks.run(
      2,
      { exchange in
        var features = rows(8, width: 2)
        features[7] = [.infinity, 0]
        var options = TrainingOptions()
        options.epochs = 1
        options.batchSize = 8
        options.shards = 2
        options.order = .stored
        let trainer = try Trainer(
          network: Network(input: [2], [Linear(2, 2)]), loss: SoftmaxCrossEntropy(), optimizer: SGD(),
          training: ArraySource(features: features, labels: [0, 1, 0, 1, 0, 1, 0, 1], classes: 2), options: options,
          exchange: exchange)
        let error = #expect(throws: TrainingError.self) { try trainer.run() }
        return error.map { "\($0)" } ?? ""
      })
    { #expect(rank.contains("the output of layer 0 (linear) is not finite at step 1")) }
  }

  @Test func `numbers of leaves and ranks that do not fit are refused`() throws {
    #expect(throws: TrainingError.invalidOption("shards: expected 1, 2, 4 or 8, found 3")) {
      try LeafNetwork.dense.trainer(shards: 3)
    }
    #expect(throws: TrainingError.invalidOption("shards: expected 1, 2, 4 ranks for shards=4, found 8")) {
      try LeafNetwork.dense.trainer(shards: 4, exchange: LeafRanks.Mailboxes(8).exchange(0))
    }
    #expect(throws: TrainingError.invalidOption("shards: expected 1 rank for shards=1, found 2")) {
      try LeafNetwork.dense.trainer(shards: 1, exchange: LeafRanks.Mailboxes(2).exchange(0))
    }
  }

  @Test func `one leaf has the bits of a training without leaves`() throws {
    let exchange = LeafRanks.Mailboxes(1).exchange(0)
    for network in LeafNetwork.allCases {
      #expect(try network.outcome(shards: 1, exchange: exchange) == network.outcome(shards: 1))
    }
  }

  private func distance(_ a: Parameters, _ b: Parameters) -> Float {
    zip(a.layout.paths, b.layout.paths).map { path, other in
      guard let a = try? a.tensor(path).elements, let b = try? b.tensor(other).elements else { return .infinity }
      return zip(a, b).map { abs($0 - $1) }.max() ?? 0
    }.max() ?? 0
  }
}
