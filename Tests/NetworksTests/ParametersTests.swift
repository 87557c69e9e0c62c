import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Testing

struct ParametersTests {
  @Test func `a copy is a snapshot`() throws {
    let network = try Network(input: [2], [Linear(2, 1)])
    var first = Parameters(layout: network.parameterLayout)
    let second = first
    #expect(first == second)
    try first.set("0.bias", to: Tensor(shape: [1], elements: [5]))
    #expect(try first.tensor("0.bias").elements == [5])
    #expect(try second.tensor("0.bias").elements == [0])
    #expect(first != second)
    let snapshot = first.snapshot()
    try first.set("0.bias", to: Tensor(shape: [1], elements: [6]))
    #expect(try snapshot.tensor("0.bias").elements == [5])
  }

  /// Weights are stored in panels of 32 outputs: below, at, above and twice that.
  @Test(arguments: [(1, 1), (3, 31), (7, 32), (5, 33), (2, 64), (33, 70), (100, 3)])
  func `a tensor comes out as it went in`(inputs: Int, outputs: Int) throws {
    let network = try Network(input: [inputs], [Linear(inputs, outputs), Linear(outputs, inputs)])
    var parameters = Parameters(layout: network.parameterLayout)
    let tensors = network.parameterLayout.entries.enumerated().map { index, entry in
      Tensor(shape: entry.spec.shape, elements: values(entry.spec.shape.count, seed: UInt64(index + 1)))
    }
    for (path, tensor) in zip(network.parameterLayout.paths, tensors) { try parameters.set(path, to: tensor) }
    for (path, tensor) in zip(network.parameterLayout.paths, tensors) { #expect(try parameters.tensor(path) == tensor) }
  }

  @Test func `parameters begin at multiples of sixteen and the gaps are zero`() throws {
    let network = try Network(input: [3], [Linear(3, 5), Linear(5, 7)])
    let entries = network.parameterLayout.entries
    #expect(entries.map(\.offset) == [0, 16, 32, 80])
    #expect(network.parameterLayout.bufferCount == 96)
    #expect(network.parameterLayout.parameterCount == 15 + 5 + 35 + 7)
    let arena = network.initialized(with: .uniformFanIn, seed: 1).arena
    let all = arena.span(0..<arena.count)
    for position in all.indices where !entries.contains(where: { $0.range.contains(position) }) {
      #expect(all[position] == 0)
    }
  }

  @Test func `equality looks at bits`() throws {
    let network = try Network(input: [1], [Linear(1, 1)])
    var zero = Parameters(layout: network.parameterLayout)
    var negative = zero
    try negative.set("0.bias", to: Tensor(shape: [1], elements: [-0.0]))
    #expect(zero != negative)
    try zero.set("0.bias", to: Tensor(shape: [1], elements: [.nan]))
    #expect(zero == zero.snapshot())
    let other = try Network(input: [1], [Linear(1, 1, bias: false)])
    #expect(zero != Parameters(layout: other.parameterLayout))
  }
}
