import FledgeNetworks
import FledgeTensors
import TestSupport
import Testing

struct NetworkTests {
  @Test func `two inputs, a weight of (3, 4) and a bias of 5 make 3x + 4y + 5`() throws {
    let network = try Network(input: [2], [Linear(2, 1)])
    var parameters = Parameters(layout: network.parameterLayout)
    try parameters.set("0.weight", to: Tensor(shape: [1, 2], elements: [3, 4]))
    try parameters.set("0.bias", to: Tensor(shape: [1], elements: [5]))
    let result = pass(network, parameters, input: [1, 2, -1, 1], outputGradient: [1, 10])
    #expect(result.output == [16, 6])
    // Of the weight 1·(1, 2) + 10·(−1, 1), of the bias 1 + 10.
    #expect(result.gradients == [[-9, 12], [11]])
    #expect(result.inputGradient == [3, 4, 30, 40])
  }

  @Test func `parameters carry PyTorch's names, shapes and order`() throws {
    let network = try Network(
      input: [784], [Linear(784, 64), BatchNorm(64), ReLU(), Dropout(0.5), Linear(64, 10, bias: false)])
    #expect(network.parameterLayout.paths == ["0.weight", "0.bias", "1.weight", "1.bias", "4.weight"])
    #expect(network.parameterLayout.entries.map(\.spec.shape) == [[64, 784], [64], [64], [64], [10, 64]])
    #expect(network.statisticsLayout.paths == ["1.running_mean", "1.running_var"])
    #expect(network.parameterCount == 784 * 64 + 3 * 64 + 640)
    #expect(network.multiplyAdds == 784 * 64 + 640)
    #expect(network.outputShape == [10] && network.inputShape == [784])
  }

  @Test func `every shape and path of a network with all kinds of nodes`() throws {
    let network = try everyKindOfNode()
    #expect(
      network.nodes.map(\.path) == [
        "0", "encoder.0", "encoder.1", "encoder.2", "encoder.3", "encoder.4", "2.0", "2.1", "2.2", "2", "3",
        "decoder.0", "decoder.1", "decoder.2",
      ])
    #expect(network.nodes[9].name == "add" && network.nodes[9].inputs == [9, 6])
    #expect((0...network.nodes.count).map { network.shape(ofValue: $0).description }.first == "[2, 6]")
    #expect(network.nodes.map(\.outputShape.count) == [12, 40, 40, 40, 40, 8, 8, 8, 8, 8, 8, 40, 40, 5])
    #expect(
      network.parameterLayout.paths == [
        "encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias", "encoder.4.weight",
        "encoder.4.bias", "2.0.weight", "2.0.bias", "2.1.weight", "decoder.0.bias", "decoder.2.weight",
        "decoder.2.bias",
      ])
    #expect(network.nodes[11].parameters == [4, 9])
  }

  @Test func `blocks nest, count anew inside, and name what they make`() throws {
    let network = try Network(
      input: [4], [Linear(4, 4), Block("a", [ReLU(), Block("b", [Linear(4, 3)]), Linear(3, 2)]), Linear(2, 1)])
    #expect(
      network.parameterLayout.paths.filter { $0.hasSuffix("weight") } == [
        "0.weight", "a.b.0.weight", "a.2.weight", "2.weight",
      ])
    #expect(try network.output(ofBlock: "a.b") == 3)
    #expect(try network.output(ofBlock: "a") == 4)
    #expect(network.shape(ofValue: try network.output(ofBlock: "a")) == [2])
  }

  @Test func `a network of no layers is the identity`() throws {
    let network = try Network(input: [3], [])
    #expect(network.outputShape == [3] && network.parameterCount == 0)
    let predictor = Predictor(
      network: network, parameters: network.initialized(seed: 0), statistics: network.initialStatistics())
    let features = Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])
    #expect(try predictor.output(for: features) == features)
  }
}
