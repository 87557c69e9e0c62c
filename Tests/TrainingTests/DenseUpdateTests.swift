import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// Fused weight updates give the bits of an update of the whole buffer.
struct DenseUpdateTests {
  /// A rule without update coefficients, so that all gradients are written first.
  struct Apart<Rule: Optimizer>: Optimizer {
    var rule: Rule
    var name: String { rule.name }
    var weightDecay: Double { rule.weightDecay }
    var learningRate: Double {
      get { rule.learningRate }
      set { rule.learningRate = newValue }
    }
    var stateCount: Int { rule.stateCount }

    func update(
      _ parameters: inout MutableSpan<Float>, gradients: Span<Float>, state: StateViews, step: OptimizerStep
    ) {
      rule.update(&parameters, gradients: gradients, state: state, step: step)
    }
  }

  private func weights(_ optimizer: any Optimizer, threads: Int, change: (inout TrainingOptions) -> Void) throws
    -> Parameters
  {
    let network = try Network(
      input: [20],
      [
        Linear(20, 40), ReLU(), Dropout(0.3), Linear(40, 33), BatchNorm(33), Tanh(), Linear(33, 12), Sigmoid(),
        Linear(12, 3),
      ])
    var options = TrainingOptions()
    options.epochs = 2
    options.batchSize = 32
    change(&options)
    let trainer = try Trainer(
      network: network, loss: SoftmaxCrossEntropy(), optimizer: optimizer, training: threeClasses(100, width: 20),
      options: options, threads: ThreadPool(threads: threads))
    try trainer.run()
    return trainer.result.parameters
  }

  private func expectSameBits<Rule: Optimizer>(
    _ rule: Rule, change: (inout TrainingOptions) -> Void = { _ in }
  ) throws {
    let apart = try weights(Apart(rule: rule), threads: 1, change: change)
    let started = try weights(Apart(rule: rule), threads: 1) {
      change(&$0)
      $0.epochs = 1
    }
    #expect(apart != started)
    for threads in [1, 2] {
      let fused = try weights(rule, threads: threads, change: change)
      #expect(fused == apart, "\(rule.name), \(threads) threads")
    }
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `every rule of the catalogue`(_ name: String) throws {
    try expectSameBits(#require(OptimizerCatalogue.optimizer(named: name)))
  }

  @Test func `penalties of weights alone and of biases too`() throws {
    try expectSameBits(Adam()) { $0.penalties.l2 = 0.01 }
    try expectSameBits(Adam()) {
      $0.penalties.l1 = 0.001
      $0.penalties.includesBiases = true
    }
    try expectSameBits(AdamW(weightDecay: 0.1))
    try expectSameBits(Lion(weightDecay: 0.1)) { $0.penalties.includesBiases = true }
  }

  @Test(.enabled(if: Precision.bf16.isAvailable(), "this processor has no AMX and no AVX512-BF16"))
  func `products of bf16 numbers`() throws {
    try expectSameBits(Adam()) { $0.precision = .bf16 }
    let network = try Network(input: [20], [Linear(20, 3)])
    var options = TrainingOptions()
    options.precision = .bf16
    #expect(throws: KernelError.self) {
      try Trainer(
        network: network, loss: SoftmaxCrossEntropy(), optimizer: Adam(), training: threeClasses(100, width: 20),
        options: options, threads: ThreadPool(threads: 1, instructionSet: .portable))
    }
  }

  @Test func `limits of norms and gradients`() throws {
    try expectSameBits(Adam()) { $0.maxNorm = 0.5 }
    try expectSameBits(Adam()) { $0.clipping.norm = 0.1 }
    try expectSameBits(Adam()) { $0.clipping.value = 0.001 }
  }
}
