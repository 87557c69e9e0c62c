import FledgeNetworks
import FledgeTensors
import TestSupport
import Testing

/// Values and parameters that are used twice: their gradients add up.
struct SharingTests {
  @Test func `y = x + wx has the derivative 1 + w`() throws {
    let network = try Network(input: [1], [Residual([Linear(1, 1, bias: false)])])
    let result = pass(network, try parameters(network, ["0.0.weight": [3]]), input: [5], outputGradient: [2])
    #expect(result.output == [20])
    #expect(result.inputGradient == [8])
    #expect(result.gradients == [[10]])
  }

  @Test func `y = w·(wx) has the derivative 2wx by w`() throws {
    let network = try Network(input: [1], [Linear(1, 1, bias: false), TiedLinear(1, 1, tiedTo: "0.weight")])
    let result = pass(
      network, try parameters(network, ["0.weight": [3], "1.bias": [1]]), input: [5], outputGradient: [2])
    #expect(result.output == [46])
    // 2·2wx and 2·w² of w = 3, x = 5.
    #expect(result.gradients == [[60], [2]])
    #expect(result.inputGradient == [18])
  }

  @Test func `a tied weight's gradient is the sum of both layers'`() throws {
    let tied = try Network(input: [5], [Linear(5, 3), Tanh(), TiedLinear(3, 5, tiedTo: "0.weight")])
    let free = try Network(input: [5], [Linear(5, 3), Tanh(), Linear(3, 5)])
    let weight = values(15, seed: 2)
    let transposed = (0..<15).map { (position: Int) -> Float in weight[position % 3 * 5 + position / 3] }
    let tiedParameters = try parameters(tied, ["0.weight": weight])
    let freeParameters = try parameters(free, ["0.weight": weight, "2.weight": transposed])
    let (input, gradient) = (values(20, seed: 3), values(20, seed: 4))
    let a = pass(tied, tiedParameters, input: input, outputGradient: gradient)
    let b = pass(free, freeParameters, input: input, outputGradient: gradient)
    for (x, y) in zip(a.output + a.inputGradient, b.output + b.inputGradient) { #expect(abs(x - y) < 1e-5) }
    for position in 0..<15 {
      let sum: Float = b.gradients[0][position] + b.gradients[2][position % 5 * 3 + position / 5]
      #expect(abs(a.gradients[0][position] - sum) < 1e-5)
    }
  }

  @Test func `a residual block of nothing doubles, and blocks nest`() throws {
    let twice = try Network(input: [2], [Residual([])])
    let doubled = pass(twice, twice.initialized(seed: 0), input: [1, 2], outputGradient: [3, 4])
    #expect(doubled.output == [2, 4] && doubled.inputGradient == [6, 8])
    let deep = try Network(input: [1], [Residual([Residual([]), Residual([ReLU()])])])
    let nested = pass(deep, deep.initialized(seed: 0), input: [1], outputGradient: [1])
    #expect(nested.output == [5] && nested.inputGradient == [5])
  }

  @Test func `two contexts in a row make the same gradients`() throws {
    let network = try everyKindOfNode()
    let parameters = network.initialized(seed: 1)
    let (input, gradient) = (values(48, seed: 3), values(20, seed: 4))
    let first = pass(network, parameters, input: input, outputGradient: gradient)
    #expect(pass(network, parameters, input: input, outputGradient: gradient).bits == first.bits)
    #expect(pass(network, parameters, input: input, outputGradient: gradient, step: 1).bits != first.bits)
  }

  private func parameters(_ network: Network, _ values: [String: [Float]]) throws -> Parameters {
    var parameters = Parameters(layout: network.parameterLayout)
    for (path, elements) in values {
      let index = try #require(network.parameterLayout.index(of: path))
      try parameters.set(
        path, to: Tensor(shape: network.parameterLayout.entries[index].spec.shape, elements: elements))
    }
    return parameters
  }
}
