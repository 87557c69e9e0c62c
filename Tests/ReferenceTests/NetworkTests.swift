import FledgeReference
import Testing

struct NetworkTests {
  @Test func `one weight, squared error, by hand`() {
    let network = ReferenceSequence([ReferenceLinear(inputs: 1, outputs: 1, bias: false)])
    let loss = ReferenceMeanSquaredError(targets: [1], reduction: .meanOverElements)
    // (3 · 2 − 1)² = 25; ∂w = 2 · 5 · 2, ∂x = 2 · 5 · 3.
    #expect(network.loss([2], batch: 1, parameters: [[3]], loss: loss) == 25)
    let gradients = network.gradients([2], batch: 1, parameters: [[3]], loss: loss)
    #expect(gradients == ReferenceGradients(input: [30], parameters: [[20]]))
  }

  @Test func `every gradient of a deep network is its finite difference`() throws {
    let network = ReferenceSequence([
      ReferenceLinear(inputs: 6, outputs: 5), ReferenceBatchNorm(features: 5), ReferenceGELU(),
      ReferenceResidual([
        ReferenceLayerNorm(features: 5), ReferenceLinear(inputs: 5, outputs: 4), ReferenceSiLU(),
        ReferenceLinear(inputs: 4, outputs: 5),
      ]),
      ReferenceRMSNorm(features: 5), ReferenceLinear(inputs: 5, outputs: 3),
    ])
    #expect(
      network.parameterList.map(\.name) == [
        "0.weight", "0.bias", "1.weight", "1.bias", "3.0.weight", "3.0.bias", "3.1.weight", "3.1.bias", "3.3.weight",
        "3.3.bias", "4.weight", "5.weight", "5.bias",
      ])
    var random = RandomNumbers(seed: 5)
    let input = random.values(4 * 6, from: -1, to: 1)
    let parameters = network.parameterList.map { random.values($0.count, from: -1, to: 1) }
    let loss = ReferenceSoftmaxCrossEntropy(labels: [0, 1, 2, 1], labelSmoothing: 0.1)
    let table = network.gradientTable(input, batch: 4, parameters: parameters, loss: loss)
    #expect(table.rows.count == network.parameterList.map(\.count).reduce(0, +) + input.count)
    let worst = try #require(table.worst)
    #expect(worst.difference <= 1e-7, "\(worst)")
  }

  @Test func `the table finds a wrong gradient and names its position`() throws {
    var table = GradientTable()
    let square: ([Double]) -> Double = { $0[0] * $0[0] + 10 * $0[1] }
    table.add("w", at: [3, 1], backprop: [6, 9], of: square)
    let worst = try #require(table.worst)
    #expect(worst.parameter == "w" && worst.index == 1 && worst.backprop == 9)
    #expect(abs(worst.difference - 1.0 / 19) < 1e-9)
    table.add("w", at: [3, 1], backprop: [.nan, 10], of: square)
    #expect(table.worst?.backprop.isNaN == true)
  }

  @Test func `finite differences are exact for a cubic`() {
    // Richardson's combination removes the h² term, the only one that a cubic has.
    let gradient = FiniteDifference(step: 0.5).gradient(of: { $0[0] * $0[0] * $0[0] }, at: [2])
    #expect(abs(gradient[0] - 12) < 1e-13)
  }
}
