import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// Which parameters penalties and limits touch.
struct PenaltyTests {
  @Test func `an L2 penalty of 1 at a rate of 0.1 leaves nine tenths of a weight without a gradient`() throws {
    let after = try weights { $0.penalties.l2 = 1 }
    #expect(abs(after.weight - 0.9 * 2) < 1e-6 && after.bias == 2 && after.scale == 2)
  }

  @Test func `L1 takes a constant, decoupled decay a share`() throws {
    let l1 = try weights { $0.penalties.l1 = 1 }
    #expect(abs(l1.weight - 1.9) < 1e-6 && l1.bias == 2 && l1.scale == 2)
    // Without a gradient AdamW only decays: 2 · (1 − 0.1 · 0.5).
    let decoupled = try weights(AdamW(learningRate: 0.1, weightDecay: 0.5)) { _ in }
    #expect(abs(decoupled.weight - 1.9) < 1e-6 && decoupled.bias == 2 && decoupled.scale == 2)
  }

  @Test func `biases and scales are penalised on demand`() throws {
    let after = try weights {
      $0.penalties.l2 = 1
      $0.penalties.includesBiases = true
    }
    for value in [after.weight, after.bias, after.scale] { #expect(abs(value - 1.8) < 1e-6) }
    let decoupled = try weights(Lion(learningRate: 0.1, weightDecay: 0.5)) { $0.penalties.includesBiases = true }
    for value in [decoupled.weight, decoupled.bias, decoupled.scale] { #expect(abs(value - 1.9) < 1e-6) }
  }

  @Test func `max-norm limits the weights of each unit and no bias`() throws {
    let network = try Network(input: [2], [Linear(2, 3)])
    var initial = Parameters(layout: network.parameterLayout)
    try initial.set("0.weight", to: Tensor(shape: [3, 2], elements: [3, 4, 0.3, 0.4, -6, 8]))
    try initial.set("0.bias", to: Tensor(shape: [3], elements: [9, 9, 9]))
    var options = TrainingOptions()
    options.epochs = 1
    options.maxNorm = 1
    let trainer = try Trainer(
      network: network, loss: SquaredError(), optimizer: SGD(learningRate: 1e-30),
      training: ArraySource(features: [[0, 0]], targets: [[9, 9, 9]]), initial: initial, options: options)
    try trainer.run()
    let weight = try trainer.result.parameters.tensor("0.weight").elements
    for (a, b) in zip(weight, [0.6, 0.8, 0.3, 0.4, -0.6, 0.8] as [Float]) { #expect(abs(a - b) < 1e-6) }
    #expect(try trainer.result.parameters.tensor("0.bias").elements == [9, 9, 9])
  }

  /// One step at a rate of 0.1 where the loss has no gradient; everything starts at 2.
  private func weights(
    _ optimizer: any Optimizer = SGD(learningRate: 0.1), _ change: (inout TrainingOptions) -> Void
  ) throws -> (weight: Float, bias: Float, scale: Float) {
    let network = try Network(input: [1], [Linear(1, 1), LayerNorm(1)])
    var initial = Parameters(layout: network.parameterLayout)
    for (path, shape) in [("0.weight", [1, 1]), ("0.bias", [1]), ("1.weight", [1]), ("1.bias", [1])]
      as [(String, TensorShape)]
    {
      try initial.set(path, to: Tensor(shape: shape, elements: [2]))
    }
    var options = TrainingOptions()
    options.epochs = 1
    change(&options)
    // The layer norm of one feature is its bias, whatever comes in; and that is the target.
    let trainer = try Trainer(
      network: network, loss: SquaredError(), optimizer: optimizer,
      training: ArraySource(features: [[1]], targets: [[2]]), initial: initial, options: options)
    try trainer.run()
    let result = trainer.result.parameters
    return (
      try result.tensor("0.weight").elements[0], try result.tensor("0.bias").elements[0],
      try result.tensor("1.weight").elements[0]
    )
  }
}
