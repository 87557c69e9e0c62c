import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors
import TestSupport
import Testing

struct BatchNormTests {
  @Test func `a batch of 1 and 3 has mean 2 and variance 1, unbiased 2`() throws {
    let network = try Network(input: [1], [BatchNorm(1)])
    let result = pass(network, network.initialized(seed: 0), input: [1, 3], outputGradient: [0, 0])
    let expected = 1 / Float(1 + 1e-5).squareRoot()
    #expect(abs(result.output[0] + expected) < 1e-6 && abs(result.output[1] - expected) < 1e-6)
    #expect(abs(result.statistics[0][0] - 0.2) < 1e-7)
    #expect(abs(result.statistics[1][0] - (0.9 + 0.1 * 2)) < 1e-6)
  }

  @Test func `running statistics follow the formula over ten batches`() throws {
    let (features, batch) = (5, 7)
    let network = try Network(input: [features], [BatchNorm(features)])
    let statistics = network.initialStatistics()
    var workspace = Workspace(
      network: network, parameters: network.initialized(seed: 0), statistics: statistics, capacity: batch,
      learns: true, stream: RandomStream(seed: 0, .dropout), threads: .serial)
    var expected = ReferenceBatchStatistics(
      mean: [Double](repeating: 0, count: features), variance: [Double](repeating: 1, count: features))
    for step in 0..<10 {
      let rows = values(features * batch, seed: UInt64(step), scale: 3)
      var input = workspace.input(batch: batch)
      copy(rows.span, into: &input)
      workspace.forward(batch: batch, mode: .training, step: UInt64(step))
      expected.update(with: rows.map { Double($0) }, batch: batch)
    }
    let (mean, variance) = (statistics.tensor(at: 0).elements, statistics.tensor(at: 1).elements)
    for feature in 0..<features {
      #expect(abs(Double(mean[feature]) - expected.mean[feature]) < 1e-5)
      #expect(abs(Double(variance[feature]) - expected.variance[feature]) < 1e-5 * expected.variance[feature])
    }
  }

  @Test func `evaluation normalises with the running statistics`() throws {
    let network = try Network(input: [2], [BatchNorm(2)])
    var (parameters, statistics) = (network.initialized(seed: 0), network.initialStatistics())
    try parameters.set("0.weight", to: Tensor(shape: [2], elements: [2, 1]))
    try parameters.set("0.bias", to: Tensor(shape: [2], elements: [0, 5]))
    try statistics.set("0.running_mean", to: Tensor(shape: [2], elements: [1, 0]))
    try statistics.set("0.running_var", to: Tensor(shape: [2], elements: [4, 1]))
    let predictor = Predictor(network: network, parameters: parameters, statistics: statistics)
    let output = try predictor.output(for: Tensor(shape: [1, 2], elements: [3, 2])).elements
    #expect(abs(output[0] - 2) < 1e-5 && abs(output[1] - 7) < 2e-5)
  }
}
