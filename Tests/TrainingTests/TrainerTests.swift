import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

struct TrainerTests {
  @Test func `three steps on a slope of 1 take three tenths off a weight`() throws {
    let trainer = try Slope.trainer(SGD(learningRate: 0.1), start: [1], slopes: [[1], [1], [1]])
    var losses: [Double] = []
    let history = try trainer.run { event in
      if case .step(let progress) = event { losses.append(progress.loss) }
      return .proceed
    }
    // The losses are 1, 0.9 and 0.8; the observer gets their running mean.
    for (found, expected) in zip(losses, [1, 0.95, 0.9]) { #expect(abs(found - expected) < 1e-6) }
    #expect(abs(try trainer.result.parameters.tensor("0.weight").elements[0] - 0.7) < 1e-6)
    #expect(history.epochs.count == 1 && history.endReason == .finished && history.bestEpoch == 1)
    #expect(history.epochs[0].step == 3 && history.epochs[0].learningRate == 0.1)
    #expect(abs(history.epochs[0].runningTrainingLoss - 0.9) < 1e-6)
  }

  @Test func `the history has the rate of each epoch's last step`() throws {
    let trainer = try Slope.trainer(SGD(learningRate: 0.1), start: [1], slopes: [[1], [1]]) { options in
      options.epochs = 4
      options.schedule = .step(epochs: 2, factor: 0.5)
    }
    let rates = try trainer.run().epochs.map(\.learningRate)
    #expect(rates == [0.1, 0.1, 0.05, 0.05])
    // Two steps an epoch: 4 · 0.1 + 4 · 0.05 have been taken off.
    #expect(abs(try trainer.result.parameters.tensor("0.weight").elements[0] - 0.4) < 1e-6)
  }

  @Test func `a hidden layer learns XOR, a linear one cannot`() throws {
    let xor = ArraySource(features: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 1, 1, 0], classes: 2)
    func accuracy(_ modules: [any Module]) throws -> Double? {
      var options = TrainingOptions()
      options.epochs = 300
      options.batchSize = 4
      let trainer = try Trainer(
        network: Network(input: [2], modules), loss: SoftmaxCrossEntropy(), optimizer: Adam(learningRate: 0.05),
        training: xor,
        options: options)
      try trainer.run()
      return trainer.evaluate(xor).accuracy
    }
    #expect(try accuracy([Linear(2, 8), Tanh(), Linear(8, 2)]) == 1)
    #expect(try accuracy([Linear(2, 2)]) ?? 1 < 1)
  }

  @Test func `softmax regression separates two clouds`() throws {
    let noise = rows(200, width: 2, seed: 9)
    let clouds = ArraySource(
      features: noise.enumerated().map { [$1[0] + ($0 % 2 == 0 ? 2 : -2), $1[1]] },
      labels: noise.indices.map { $0 % 2 }, classes: 2)
    var options = TrainingOptions()
    options.epochs = 10
    options.batchSize = 20
    options.measuresTrainingSet = true
    let trainer = try Trainer(
      network: Network(input: [2], [Linear(2, 2)]), loss: SoftmaxCrossEntropy(), optimizer: SGD(learningRate: 0.1),
      training: clouds,
      options: options)
    let history = try trainer.run()
    #expect(history.epochs.last?.trainingAccuracy == 1)
    let losses = history.epochs.compactMap(\.trainingLoss)
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `every curve names its mode`() throws {
    var options = self.options
    options.measuresTrainingSet = true
    let trainer = try trainer(options, validation: threeClasses(40, seed: 2))
    let history = try trainer.run()
    let last = try #require(history.epochs.last)
    #expect(history.epochs.map(\.epoch) == [1, 2, 3] && history.epochs.map(\.step) == [7, 14, 21])
    // Without early stopping the trainer keeps the last measured weights.
    #expect(last.trainingLoss == trainer.evaluate(trainer.training).loss)
    #expect(last.trainingAccuracy == trainer.evaluate(trainer.training).accuracy)
    #expect(last.validationLoss == trainer.evaluate(threeClasses(40, seed: 2)).loss)
    // The running loss has dropout on and changing weights, so it is another number.
    #expect(last.runningTrainingLoss != last.trainingLoss && last.runningTrainingAccuracy != nil)
    #expect(last.seconds > 0)
    let unmeasured = try self.trainer(self.options)
    try unmeasured.run()
    #expect(unmeasured.state.history.epochs.allSatisfy { $0.trainingLoss == nil && $0.validationLoss == nil })
  }

  @Test func `the same training makes the same bits, with 1, 2 and 3 threads`() throws {
    func run(_ threads: ThreadPool, seed: UInt64 = 7) throws -> (Parameters, Parameters, [Double]) {
      var options = options
      options.seed = seed
      let trainer = try trainer(options, threads: threads)
      let history = try trainer.run()
      return (trainer.result.parameters, trainer.result.statistics, history.epochs.map(\.runningTrainingLoss))
    }
    let first = try run(.serial)
    #expect(try run(.serial) == first)
    for threads in [2, 3] {
      #expect(try run(ThreadPool(threads: threads, instructionSet: .current, splitsSmallWork: true)) == first)
    }
    for set in InstructionSet.available {
      #expect(try run(ThreadPool(threads: 1, instructionSet: set)) == first)
    }
    #expect(try run(.serial, seed: 8).0 != first.0)
  }

  @Test(arguments: [1, 3, 7, 8, 20])
  func `a training that was interrupted goes on as if it had not been`(stop: Int) throws {
    var options = options
    options.earlyStopping = EarlyStopping(patience: 5)
    options.schedule = .warmUp(steps: 3, then: .cosine(floor: 0.1))
    func make() throws -> Trainer {
      try trainer(options, validation: threeClasses(40, seed: 2), optimizer: NAdam(learningRate: 0.01))
    }
    let whole = try make()
    try whole.run()
    let parts = try make()
    var steps = 0
    let interrupted = try parts.run { event in
      if case .step = event { steps += 1 }
      return steps == stop ? .stop : .proceed
    }
    #expect(interrupted.endReason == .interrupted && parts.state.step == stop)
    let history = try parts.run()
    #expect(history.endReason == .finished)
    #expect(parts.result.parameters == whole.result.parameters)
    #expect(parts.result.statistics == whole.result.statistics)
    let losses = history.epochs.map { [$0.runningTrainingLoss, $0.validationLoss ?? .nan] }
    #expect(losses == whole.state.history.epochs.map { [$0.runningTrainingLoss, $0.validationLoss ?? .nan] })
  }

  @Test func `stopped after an epoch and continued it is the same too`() throws {
    let (whole, parts) = (try trainer(options), try trainer(options))
    try whole.run()
    var epochs = 0
    try parts.run { event in
      if case .epoch = event { epochs += 1 }
      return epochs == 2 ? .stop : .proceed
    }
    #expect(parts.state.epoch == 2 && parts.state.stepInEpoch == 0)
    #expect(parts.state.history.endReason == .interrupted)
    try parts.run()
    #expect(parts.result.parameters == whole.result.parameters)
  }

  @Test func `a trainer leaves the parameters that it is given alone`() throws {
    let network = try Network(input: [6], [Linear(6, 3)])
    let initial = network.initialized(seed: 1)
    let before = initial.snapshot()
    let trainer = try Trainer(
      network: network, loss: SoftmaxCrossEntropy(), optimizer: SGD(), training: threeClasses(30), initial: initial)
    try trainer.run()
    #expect(initial == before && trainer.result.parameters != before)
    let result = trainer.result.parameters
    #expect(trainer.predictor().parameters == result && result == trainer.result.parameters)
  }

  /// Three epochs of seven steps, the last of them on four examples.
  private var options: TrainingOptions {
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = 16
    return options
  }

  private func trainer(
    _ options: TrainingOptions, validation: ArraySource? = nil, optimizer: any Optimizer = Adam(learningRate: 0.01),
    threads: ThreadPool = .serial
  ) throws -> Trainer {
    try Trainer(
      network: Network(input: [6], [Linear(6, 20), BatchNorm(20), ReLU(), Dropout(0.3), Linear(20, 3)]),
      loss: SoftmaxCrossEntropy(), optimizer: optimizer, training: threeClasses(100), validation: validation,
      options: options, threads: threads)
  }
}
