import FledgeNetworks
import FledgeTensors
import Testing

struct InitializerTests {
  @Test func `He's standardDeviation for 200 inputs is a tenth`() throws {
    let weight = try first(.heNormal, inputs: 200, outputs: 100)
    #expect(abs(standardDeviation(weight) - 0.1) < 0.001)
    let count = Double(weight.count)
    let sum: Double = weight.reduce(0) { $0 + Double($1) }
    #expect(abs(sum / count) < 4 * 0.1 / count.squareRoot())
  }

  /// The variance that each distribution names, for 200 inputs and 100 outputs.
  static let normals: [(Initializer, Double)] = [
    (.normal(standardDeviation: 0.3), 0.09), (.xavierNormal, 2.0 / 300), (.lecunNormal, 1.0 / 200),
    (.heNormal, 2.0 / 200),
  ]

  @Test(arguments: normals)
  func `normal weights have the standardDeviation that they name`(_ initializer: Initializer, variance: Double) throws {
    let expected = variance.squareRoot()
    let weight = try first(initializer, inputs: 200, outputs: 100)
    #expect(abs(standardDeviation(weight) - expected) < 0.02 * expected)
    // Of 20 000 normal numbers a share of 0.0455 is beyond two standard deviations.
    let beyond = Double(weight.count { abs(Double($0)) > 2 * expected }) / Double(weight.count)
    #expect(abs(beyond - 0.0455) < 0.006)
  }

  /// The square of the bound that each distribution names.
  static let uniforms: [(Initializer, Double)] = [
    (.uniform(bound: 0.3), 0.09), (.xavierUniform, 6.0 / 300), (.heUniform, 6.0 / 200), (.lecunUniform, 3.0 / 200),
    (.uniformFanIn, 1.0 / 200),
  ]

  @Test(arguments: uniforms)
  func `uniform weights fill their bounds`(_ initializer: Initializer, square: Double) throws {
    let bound = square.squareRoot()
    let weight = try first(initializer, inputs: 200, outputs: 100).map { Double($0) }
    #expect(weight.allSatisfy { abs($0) <= bound * (1 + 1e-6) })
    #expect(weight.max() ?? 0 > 0.999 * bound && weight.min() ?? 0 < -0.999 * bound)
    #expect(abs(standardDeviation(weight.map { Float($0) }) - bound / 3.0.squareRoot()) < 0.02 * bound)
  }

  @Test(arguments: [(30, 30), (40, 12), (12, 40), (1, 5)])
  func `orthogonal weights are orthonormal along their shorter side, times the gain`(inputs: Int, outputs: Int) throws {
    let weight = try first(.orthogonal(gain: 2), inputs: inputs, outputs: outputs)
    let short = min(inputs, outputs)
    func element(_ vector: Int, _ position: Int) -> Double {
      Double(outputs <= inputs ? weight[vector * inputs + position] : weight[position * inputs + vector])
    }
    for a in 0..<short {
      for b in 0...a {
        var product = 0.0
        for position in 0..<max(inputs, outputs) { product += element(a, position) * element(b, position) }
        #expect(abs(product - (a == b ? 4 : 0)) < 1e-5)
      }
    }
  }

  @Test func `biases start at zero and scales at one, but PyTorch's default draws biases too`() throws {
    let network = try Network(input: [64], [Linear(64, 50), LayerNorm(50)])
    let he = network.initialized(with: .heNormal, seed: 1)
    #expect(try he.tensor("0.bias").elements.allSatisfy { $0 == 0 })
    let torch = network.initialized(with: .uniformFanIn, seed: 1)
    let biases = try torch.tensor("0.bias").elements
    #expect(biases.allSatisfy { abs($0) <= 0.125 } && Set(biases).count > 45)
    for parameters in [he, torch] {
      #expect(try parameters.tensor("1.weight").elements.allSatisfy { $0 == 1 })
      #expect(try parameters.tensor("1.bias").elements.allSatisfy { $0 == 0 })
    }
    let constant = network.initialized(with: .constant(0.25), seed: 1)
    #expect(try constant.tensor("0.weight").elements.allSatisfy { $0 == 0.25 })
    #expect(try constant.tensor("0.bias").elements.allSatisfy { $0 == 0 })
  }

  @Test func `a layer's own initializer goes before the network's`() throws {
    let network = try Network(input: [3], [Linear(3, 4, initializer: .constant(2)), Linear(4, 2)])
    let parameters = network.initialized(with: .heNormal, seed: 0)
    #expect(try parameters.tensor("0.weight").elements.allSatisfy { $0 == 2 })
    #expect(try !parameters.tensor("1.weight").elements.contains(2))
  }

  @Test func `another layer that learns nothing changes no first value`() throws {
    let plain = try Network(input: [20], [Linear(20, 10), ReLU(), Linear(10, 5)])
    let dropped = try Network(input: [20], [Dropout(0.2), Linear(20, 10), ReLU(), Dropout(0.5), Linear(10, 5)])
    let (a, b) = (plain.initialized(seed: 4), dropped.initialized(seed: 4))
    for (first, second) in zip(plain.parameterLayout.paths, dropped.parameterLayout.paths) {
      #expect(try a.tensor(first) == b.tensor(second))
    }
    #expect(a != plain.initialized(seed: 5))
    #expect(a == plain.initialized(seed: 4))
  }

  private func first(_ initializer: Initializer, inputs: Int, outputs: Int) throws -> [Float] {
    let network = try Network(input: [inputs], [Linear(inputs, outputs)])
    return try network.initialized(with: initializer, seed: 3).tensor("0.weight").elements
  }

  private func standardDeviation(_ values: [Float]) -> Double {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    return (values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)).squareRoot()
  }
}
