import FledgeNetworks
import FledgeReference
import FledgeTensors
import FledgeTraining
import Testing

/// Weights of classes and of examples: the loss of a batch is Σ w·ℓ / Σ w.
struct WeightTests {
  @Test func `an example of weight 3 counts as three`() throws {
    let twice = try train([[1], [2]], [0, 1]) { $0.exampleWeights = [1, 3] }
    let repeated = try train([[1], [2], [2], [2]], [0, 1, 1, 1]) { _ in }
    #expect(abs(twice.loss - repeated.loss) < 1e-6)
    for (a, b) in zip(twice.weights, repeated.weights) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func `a class of weight 0 teaches nothing`() throws {
    let without = try train([[1], [2]], [0, 1]) { $0.classWeights = [1, 0] }
    let alone = try train([[1]], [0]) { _ in }
    #expect(abs(without.loss - alone.loss) < 1e-6)
    for (a, b) in zip(without.weights, alone.weights) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func `weights of classes and of examples multiply, as in the textbook`() throws {
    let features: [Float] = [1, 2, -1, 0.5]
    let labels = [0, 1, 1, 0]
    let found = try train(features.map { [$0] }, labels) {
      $0.classWeights = [0.5, 2]
      $0.exampleWeights = [1, 3, 0.25, 2]
    }
    let network = ReferenceNetwork([ReferenceLinear(inputs: 1, outputs: 2)])
    let loss = ReferenceSoftmaxCrossEntropy(
      labels: labels, classWeights: [0.5, 2], exampleWeights: [1, 3, 0.25, 2])
    let parameters = [[0.5, -0.5], [0.0, 0.0]]
    let input = features.map { Double($0) }
    #expect(abs(found.loss - network.loss(input, batch: 4, parameters: parameters, loss: loss)) < 1e-6)
    let gradients = network.gradients(input, batch: 4, parameters: parameters, loss: loss).parameters
    let expected = zip(parameters.flatMap { $0 }, gradients.flatMap { $0 }).map { $0 - 0.1 * $1 }
    for (a, b) in zip(found.weights, expected) { #expect(abs(Double(a) - b) < 1e-6) }
  }

  @Test func `weights do not change an evaluation`() throws {
    let plain = try train([[1], [2]], [0, 1], learningRate: 1e-30)
    let weighted = try train([[1], [2]], [0, 1], learningRate: 1e-30) { $0.classWeights = [5, 0.1] }
    #expect(plain.evaluation == weighted.evaluation && plain.loss != weighted.loss)
  }

  /// One step of gradient descent from the weights (0.5, −0.5).
  private func train(
    _ features: [[Float]], _ labels: [Int], learningRate: Double = 0.1,
    change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> (loss: Double, weights: [Float], evaluation: Double) {
    let network = try Network(input: [1], [Linear(1, 2)])
    var initial = Parameters(layout: network.parameterLayout)
    try initial.set("0.weight", to: Tensor(shape: [2, 1], elements: [0.5, -0.5]))
    var options = TrainingOptions()
    options.epochs = 1
    change(&options)
    let source = ArraySource(features: features, labels: labels, classes: 2)
    let trainer = try Trainer(
      network: network, loss: SoftmaxCrossEntropy(), optimizer: SGD(learningRate: learningRate), training: source,
      initial: initial, options: options)
    let history = try trainer.run()
    let result = trainer.result.parameters
    return (
      history.epochs[0].runningTrainingLoss, try result.tensor("0.weight").elements + result.tensor("0.bias").elements,
      trainer.evaluate(source).loss
    )
  }
}
