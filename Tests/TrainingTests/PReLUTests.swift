import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

struct PReLUTests {
  @Test func `a slope of 0.25 makes −1 of −4, and learns from it`() throws {
    let network = try Network(input: [2], [PReLU(2)])
    let parameters = network.initialized(seed: 0)
    let predictor = Predictor(network: network, parameters: parameters, statistics: network.initialStatistics())
    #expect(try predictor.output(for: Tensor(shape: [1, 2], elements: [-4, 4])).elements == [-1, 4])
    var options = TrainingOptions()
    options.epochs = 1
    let trainer = try Trainer(
      network: network, loss: SquaredError(.sumOverFeatures), optimizer: SGD(learningRate: 0.125),
      training: ArraySource(features: [[-4, 4]], targets: [[-2, 4]]), options: options)
    try trainer.run()
    // The error is 1, so the gradient is 2 · 1 · −4.
    #expect(try trainer.result.parameters.tensor("0.weight").elements == [1.25, 0.25])
  }
}
