import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors
import FledgeTraining
import Testing

struct EvaluationTests {
  @Test func `of four examples three are right, and the loss is their mean`() throws {
    let network = try Network(input: [2], [])
    let source = ArraySource(
      features: [[2, 0], [0, 2], [3, 0], [0, 1]], labels: [0, 1, 1, 1], classes: 2)
    let evaluation = evaluator(network, SoftmaxCrossEntropy(), seed: 0).evaluate(source, keepsOutputs: true)
    #expect(evaluation.accuracy == 0.75)
    #expect(evaluation.predicted == [0, 1, 0, 1] && evaluation.labels == [0, 1, 1, 1])
    let expected = ReferenceSoftmaxCrossEntropy(labels: [0, 1, 1, 1]).value([2, 0, 0, 2, 3, 0, 0, 1], batch: 4)
    #expect(abs(evaluation.loss - expected) < 1e-6)
    #expect(evaluation.outputs == Tensor(shape: [4, 2], elements: [2, 0, 0, 2, 3, 0, 0, 1]))
  }

  /// The evaluator works in batches of 250: below, at and above one and two of them.
  @Test(arguments: [1, 249, 250, 251, 500, 613])
  func `a whole set is the sum of its examples, whatever the batches`(count: Int) throws {
    let network = try Network(input: [6], [Linear(6, 9), BatchNorm(9), ReLU(), Dropout(0.5), Linear(9, 3)])
    let source = threeClasses(count)
    let evaluator = evaluator(network, SoftmaxCrossEntropy(), seed: 3)
    let whole = evaluator.evaluate(source, keepsOutputs: true)
    #expect(whole.losses.count == count && whole.labels == source.labels)
    #expect(whole.loss == whole.losses.reduce(0) { $0 + Double($1) } / Double(count))
    #expect(whole.accuracy == Double(zip(whole.labels, whole.predicted).count { $0 == $1 }) / Double(count))
    let outputs = try #require(whole.outputs)
    for example in [0, count / 2, count - 1] {
      let one = ArraySource(
        features: [Array(source.features[example * 6..<example * 6 + 6])], labels: [Int(source.labels[example])],
        classes: 3)
      let alone = evaluator.evaluate(one, keepsOutputs: true)
      #expect(alone.losses == [whole.losses[example]] && alone.predicted == [whole.predicted[example]])
      #expect(alone.outputs == outputs.rows(example..<example + 1))
    }
  }

  @Test func `an evaluation sees the weights of its time and changes nothing`() throws {
    let network = try Network(input: [6], [Linear(6, 3), BatchNorm(3)])
    let (parameters, statistics) = (network.initialized(seed: 1), network.initialStatistics())
    let (before, statisticsBefore) = (parameters.snapshot(), statistics.snapshot())
    let evaluator = Evaluator(
      network: network, loss: SoftmaxCrossEntropy(), parameters: parameters, statistics: statistics)
    let first = evaluator.evaluate(threeClasses(30))
    #expect(evaluator.evaluate(threeClasses(30)).losses == first.losses)
    #expect(parameters == before && statistics == statisticsBefore)
  }

  @Test func `an autoencoder is compared with its input, values have no accuracy`() throws {
    let network = try Network(input: [2], [])
    let source = ArraySource(features: [[1, 2], [3, 4]], labels: [0, 1], classes: 2)
    let evaluator = evaluator(network, SquaredError(), seed: 0)
    let same = evaluator.evaluate(source, target: .features)
    #expect(same.loss == 0 && same.accuracy == nil && same.labels.isEmpty)
    let values = ArraySource(features: [[1, 2], [3, 4]], targets: [[1, 1], [1, 4]])
    #expect(evaluator.evaluate(values).losses == [0.5, 2])
    #expect(evaluator.evaluate(values).loss == 1.25)
    #expect(evaluator.evaluate(source).losses == [2, 9])
  }

  private func evaluator(_ network: Network, _ loss: any Loss, seed: UInt64) -> Evaluator {
    Evaluator(
      network: network, loss: loss, parameters: network.initialized(seed: seed),
      statistics: network.initialStatistics())
  }
}
