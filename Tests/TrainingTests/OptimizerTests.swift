import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors
import FledgeTraining
import Testing

/// Optimizers through the trainer, on one weight and against the reference.
struct OptimizerTests {
  /// The result of one step from w = 2 with the gradient 4 and η = 0.1, by each rule's formula and defaults.
  static let firstSteps: [(String, Double)] = [
    ("sgd", 1.6), ("momentum", 1.6), ("momentum-damped", 1.96), ("nesterov", 1.24), ("rmsprop", 1), ("adam", 1.9),
    ("adamw", 1.898), ("adagrad", 1.9), ("adadelta", 1.999_683_8), ("adamax", 1.9), ("nadam", 1.894_355),
    ("radam", 1.6), ("lion", 1.9),
  ]

  @Test(arguments: firstSteps)
  func `one step from 2 down a slope of 4 at a rate of 0.1`(_ kind: String, expected: Double) throws {
    let optimizer = try #require(OptimizerCatalogue.optimizer(named: kind)).changing(["learning-rate": 0.1])
    let trainer = try Slope.trainer(optimizer, start: [2], slopes: [[4]])
    try trainer.run()
    let found = try #require(try trainer.result.parameters.tensor("0.weight").elements.first)
    #expect(abs(Double(found) - expected) < 1e-5, "\(found)")
  }

  @Test func `every optimizer has a name of its own and is tested here`() {
    let kinds = OptimizerCatalogue.all.map(\.name)
    #expect(Set(kinds).count == kinds.count)
    #expect(Set(kinds) == Set(Self.firstSteps.map(\.0)))
  }

  static func textbook(_ kind: String, rate: Double) -> (any ReferenceOptimizer)? {
    switch kind {
    case "sgd": ReferenceSGD(learningRate: rate)
    case "momentum": ReferenceClassicalMomentum(learningRate: rate)
    case "momentum-damped": ReferenceDampedMomentum(learningRate: rate)
    case "nesterov": ReferenceNesterov(learningRate: rate)
    case "rmsprop": ReferenceRMSProp(learningRate: rate)
    case "adam": ReferenceAdam(learningRate: rate)
    case "adamw": ReferenceAdamW(learningRate: rate)
    case "adagrad": ReferenceAdaGrad(learningRate: rate)
    case "adadelta": ReferenceAdaDelta(learningRate: rate)
    case "adamax": ReferenceAdaMax(learningRate: rate)
    case "nadam": ReferenceNAdam(learningRate: rate)
    case "radam": ReferenceRAdam(learningRate: rate)
    case "lion": ReferenceLion(learningRate: rate)
    default: nil
    }
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `ten steps are the textbook's`(_ kind: String) throws {
    try expectTextbook(kind, rate: kind == "adadelta" ? 5 : 0.05) { _ in }
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `with L1 and L2 penalties too`(_ kind: String) throws {
    try expectTextbook(
      kind, rate: 0.02, rules: [ReferenceL2Penalty(strength: 0.1), ReferenceL1Penalty(strength: 0.05)]
    ) {
      $0.penalties.l2 = 0.1
      $0.penalties.l1 = 0.05
    }
    try expectTextbook(kind, rate: 0.02, rules: [ReferenceL2Penalty(strength: 0.1)]) { $0.penalties.l2 = 0.1 }
    try expectTextbook(kind, rate: 0.02, rules: [ReferenceL1Penalty(strength: 0.05)]) { $0.penalties.l1 = 0.05 }
  }

  @Test(arguments: [0, 0.3])
  func `AdamW and Lion decay weights by a rate of their own`(decay: Double) throws {
    try expectTextbook(
      AdamW(learningRate: 0.02, weightDecay: decay), ReferenceAdamW(learningRate: 0.02, weightDecay: decay))
    try expectTextbook(
      Lion(learningRate: 0.02, weightDecay: decay), ReferenceLion(learningRate: 0.02, weightDecay: decay))
    try expectTextbook(
      AdamW(learningRate: 0.02, weightDecay: decay), ReferenceAdamW(learningRate: 0.02, weightDecay: decay),
      rules: [ReferenceL2Penalty(strength: 0.1)]
    ) { $0.penalties.l2 = 0.1 }
  }

  @Test func `clipped by value and by norm, then penalised`() throws {
    try expectTextbook("momentum", rate: 0.1, rules: [ReferenceClipByValue(limit: 0.2)]) { $0.clipping.value = 0.2 }
    try expectTextbook("momentum", rate: 0.1, rules: [ReferenceClipByGlobalNorm(limit: 0.3)]) { $0.clipping.norm = 0.3 }
    try expectTextbook(
      "adam", rate: 0.1,
      rules: [
        ReferenceClipByValue(limit: 0.4), ReferenceClipByGlobalNorm(limit: 0.5), ReferenceL2Penalty(strength: 0.1),
      ]
    ) {
      $0.clipping.value = 0.4
      $0.clipping.norm = 0.5
      $0.penalties.l2 = 0.1
    }
    try expectTextbook("sgd", rate: 0.1) { $0.clipping.norm = 1000 }
  }

  /// Two whole vectors of sixteen, and a part of one.
  private let weightCount = 37

  private func expectTextbook(
    _ kind: String, rate: Double, rules: [any ReferenceGradientRule] = [],
    change: (inout TrainingOptions) -> Void
  ) throws {
    let optimizer = try #require(OptimizerCatalogue.optimizer(named: kind)).changing(["learning-rate": rate])
    try expectTextbook(optimizer, #require(Self.textbook(kind, rate: rate)), rules: rules, change: change)
  }

  /// Ten steps on ten different slopes for some weights, by the trainer and by the reference.
  private func expectTextbook(
    _ optimizer: any Optimizer, _ textbook: any ReferenceOptimizer, rules: [any ReferenceGradientRule] = [],
    change: (inout TrainingOptions) -> Void = { _ in }
  ) throws {
    let start = values(weightCount, seed: 3)
    let slopes = rows(10, width: weightCount, seed: 4)
    let trainer = try Slope.trainer(optimizer, start: start, slopes: slopes, change: change)
    try trainer.run()

    var parameters = start.map { Double($0) }
    var state = textbook.initialState(count: weightCount)
    for slope in slopes {
      var gradients = slope.map { Double($0) }
      for rule in rules { rule.apply(gradients: &gradients, parameters: parameters) }
      textbook.step(parameters: &parameters, gradients: gradients, state: &state)
    }
    for (found, expected) in zip(try trainer.result.parameters.tensor("0.weight").elements, parameters) {
      let error = abs(Double(found) - expected) / max(0.01, abs(Double(found)) + abs(expected))
      #expect(error <= 1e-5, "\(optimizer.name): \(found), \(expected)")
    }
  }
}

/// A loss that is the network's output itself: with one linear unit, the gradient of its weights is the input.
struct Slope: Loss {
  var name: String { "slope" }
  var outputMeaning: OutputMeaning { .values }

  func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool
  ) {
    for example in 0..<batch { losses[example] = output[example] }
    fill(&gradient, with: gradientScale)
  }

  /// A trainer that sees one slope in each step.
  static func trainer(
    _ optimizer: any Optimizer, start: [Float], slopes: [[Float]], change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let network = try Network(input: [start.count], [Linear(start.count, 1, bias: false)])
    var initial = Parameters(layout: network.parameterLayout)
    try initial.set("0.weight", to: Tensor(shape: [1, start.count], elements: start))
    var options = TrainingOptions()
    options.epochs = 1
    options.batchSize = 1
    options.order = .stored
    change(&options)
    return try Trainer(
      network: network, loss: Slope(), optimizer: optimizer,
      training: ArraySource(features: slopes, targets: slopes.map { _ in [0] }), initial: initial, options: options)
  }
}
