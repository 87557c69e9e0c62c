import FledgeNetworks
import FledgeTensors
import TestSupport
import Testing

/// Dropout and noise: what they do on average, and that backward sees what forward did.
struct RandomLayerTests {
  @Test func `what dropout keeps of p = 0.5 is doubled`() throws {
    let result = try run([Dropout(0.5)], [Float](repeating: 3, count: 60), [Float](repeating: 1, count: 60))
    #expect(Set(result.output) == [0, 6])
    #expect(zip(result.output, result.inputGradient).allSatisfy { $0 == 3 * $1 })
  }

  @Test(arguments: [Float(0), 0.1, 0.3, 0.8])
  func `the share that is dropped is p, and the mean stays`(probability: Float) throws {
    let count = 20_000
    let result = try run(
      [Dropout(probability)], [Float](repeating: 1, count: count), [Float](repeating: 2, count: count))
    let dropped = Double(result.output.count { $0 == 0 }) / Double(count)
    let p = Double(probability)
    #expect(abs(dropped - p) <= 4 * (p * (1 - p) / Double(count)).squareRoot())
    #expect(result.output.allSatisfy { $0 == 0 || abs($0 - 1 / (1 - probability)) < 1e-6 })
    #expect(zip(result.output, result.inputGradient).allSatisfy { 2 * $0 == $1 })
  }

  @Test func `each step and each layer draws its own mask, the same every time`() throws {
    let ones = [Float](repeating: 1, count: 1000)
    func output(_ modules: [any Module], step: UInt64) throws -> [Float] {
      try run(modules, ones, ones, step: step).output
    }
    let first = try output([Dropout(0.5)], step: 7)
    #expect(try output([Dropout(0.5)], step: 7) == first)
    #expect(try output([Dropout(0.5)], step: 8) != first)
    #expect(try output([ReLU(), Dropout(0.5)], step: 7) == first)
    let second = try output([Dropout(0), Dropout(0.5)], step: 7)
    #expect(second != first)
    let both = zip(first, second).count { $0 != 0 && $1 != 0 }
    #expect((200...300).contains(both), "of 1000 about a quarter passes both masks, not \(both)")
  }

  @Test func `noise has the mean 0 and the standardDeviation σ, and no gradient of its own`() throws {
    let count = 20_000
    let result = try run([GaussianNoise(0.5)], [Float](repeating: 1, count: count), [Float](repeating: 2, count: count))
    let noise = result.output.map { Double($0) - 1 }
    let mean = noise.reduce(0, +) / Double(count)
    let standardDeviation = (noise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
    #expect(abs(mean) < 4 * 0.5 / Double(count).squareRoot())
    #expect(abs(standardDeviation - 0.5) < 0.5 * 4 / Double(2 * count).squareRoot())
    #expect(result.inputGradient.allSatisfy { $0 == 2 })
  }

  @Test func `in evaluation both are the identity`() throws {
    let input = values(100)
    let result = try run([Dropout(0.9), GaussianNoise(1)], input, values(100, seed: 2), mode: .evaluation)
    #expect(result.output == input && result.inputGradient == values(100, seed: 2))
  }

  private func run(
    _ modules: [any Module], _ input: [Float], _ gradient: [Float], mode: Mode = .training, step: UInt64 = 0
  ) throws -> PassResult {
    let network = try Network(input: [10], modules)
    return pass(
      network, network.initialized(seed: 0), input: input, outputGradient: gradient, mode: mode, step: step)
  }
}
