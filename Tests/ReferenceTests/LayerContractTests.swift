import FledgeReference
import Testing

/// What every layer of the catalogue must hold.
struct LayerContractTests {
  @Test(arguments: LayerCase.all)
  func `every gradient is the finite difference`(_ test: LayerCase) throws {
    var random = RandomNumbers(seed: 1)
    let layer = test.layer
    let input = makeInput(test, &random)
    let parameters = layer.parameterList.map { random.values($0.count, from: 0.2, to: 1.2) }
    let outputCount = layer.outputCount(inputCount: test.inputCount)
    // The scalar Σ a·y with random a makes a a gradient of the output that no symmetry can hide behind.
    let outputGradient = random.values(test.batch * outputCount, from: -1, to: 1)
    func scalar(_ input: [Double], _ parameters: [[Double]]) -> Double {
      let output = layer.forward(input, batch: test.batch, parameters: parameters)
      return zip(output, outputGradient).map(*).reduce(0, +)
    }

    let gradients = layer.backward(outputGradient, input: input, batch: test.batch, parameters: parameters)
    var table = GradientTable()
    table.add("input", at: input, backprop: gradients.input) { scalar($0, parameters) }
    for (slot, parameter) in layer.parameterList.enumerated() {
      table.add(parameter.name, at: parameters[slot], backprop: gradients.parameters[slot]) { values in
        var changed = parameters
        changed[slot] = values
        return scalar(input, changed)
      }
    }
    let worst = try #require(table.worst)
    #expect(worst.difference <= 1e-7, "\(test.name): \(worst)")
    #expect(table.rows.contains { abs($0.backprop) > 0.01 }, "all gradients vanish, so this tests nothing")
  }

  @Test(arguments: LayerCase.all)
  func `counts and shapes agree`(_ test: LayerCase) {
    var random = RandomNumbers(seed: 2)
    let input = makeInput(test, &random)
    let parameters = test.layer.parameterList.map { random.values($0.count, from: 0.2, to: 1.2) }
    let output = test.layer.forward(input, batch: test.batch, parameters: parameters)
    #expect(output.count == test.batch * test.layer.outputCount(inputCount: test.inputCount))
    let gradients = test.layer.backward(output, input: input, batch: test.batch, parameters: parameters)
    #expect(gradients.input.count == input.count)
    #expect(gradients.parameters.map(\.count) == test.layer.parameterList.map(\.count))
  }

  @Test(arguments: LayerCase.all)
  func `backward is linear in the output gradient`(_ test: LayerCase) {
    var random = RandomNumbers(seed: 3)
    let input = makeInput(test, &random)
    let parameters = test.layer.parameterList.map { random.values($0.count, from: 0.2, to: 1.2) }
    let count = test.batch * test.layer.outputCount(inputCount: test.inputCount)
    let outputGradient = random.values(count, from: -1, to: 1)
    func flat(_ outputGradient: [Double]) -> [Double] {
      let result = test.layer.backward(outputGradient, input: input, batch: test.batch, parameters: parameters)
      return result.input + result.parameters.flatMap { $0 }
    }
    // Powers of two scale exactly.
    #expect(flat(outputGradient.map { $0 * 4 }) == flat(outputGradient).map { $0 * 4 })
  }

  /// Inputs away from kinks; for pooling, distinct ones.
  private func makeInput(_ test: LayerCase, _ random: inout RandomNumbers) -> [Double] {
    let count = test.batch * test.inputCount
    return test.layer is ReferenceMaxPool2d ? random.distinctValues(count) : random.valuesAwayFromKinks(count)
  }
}
