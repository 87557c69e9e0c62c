import FledgeExchange
import FledgeNetworks
import FledgeTensors
import Testing

/// What a network that was read gives for some examples.
func outputs(_ found: ImportedNetwork, _ examples: Tensor) throws -> Tensor {
  let network = try LayerList(found.layers).network(input: found.inputShape)
  var parameters = Parameters(layout: network.parameterLayout)
  var statistics = Parameters(layout: network.statisticsLayout)
  #expect(Set(found.tensors.keys) == Set(network.parameterLayout.paths + network.statisticsLayout.paths))
  for path in network.parameterLayout.paths { try parameters.set(path, to: #require(found.tensors[path])) }
  for path in network.statisticsLayout.paths { try statistics.set(path, to: #require(found.tensors[path])) }
  return try Predictor(network: network, parameters: parameters, statistics: statistics).output(for: examples)
}

/// Examples of a shape, from −2 to 2.
func examples(_ count: Int, of shape: TensorShape) -> Tensor {
  let total = count * shape.count
  return Tensor(
    shape: [count, shape.count], elements: (0..<total).map { Float(($0 * 37 + 11) % 101) / 25 - 2 })
}
