import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Testing

/// A fused linear layer gives the bits of the single layers.
struct DenseStepTests {
  static let networks: [(name: String, modules: [any Module])] = [
    ("one layer", [Linear(7, 3)]),
    ("without a bias", [Linear(7, 33, bias: false), ReLU(), Linear(33, 3, bias: false)]),
    ("ReLU", [Linear(7, 40), ReLU(), Linear(40, 65), ReLU(), Linear(65, 3)]),
    ("ReLU and dropout", [Linear(7, 70), ReLU(), Dropout(0.3), Linear(70, 13), ReLU(), Dropout(0.5), Linear(13, 3)]),
    ("sigmoid", [Linear(7, 20), Sigmoid(), Linear(20, 3), Sigmoid()]),
    ("tanh, then dropout apart", [Linear(7, 20), Tanh(), Dropout(0.2), Linear(20, 3)]),
    ("an activation that stays apart", [Linear(7, 20), GELU(), Linear(20, 3), LeakyReLU(slope: 0.1)]),
    ("normalisation between", [Linear(7, 20), BatchNorm(20), ReLU(), Dropout(0.1), Linear(20, 3)]),
    ("two readers", [Linear(7, 12), ReLU(), Residual([Linear(12, 12), ReLU(), Linear(12, 12)]), Linear(12, 3)]),
    (
      "a tied weight",
      [Block("encoder", [Linear(7, 5), ReLU()]), TiedLinear(5, 7, tiedTo: "encoder.0.weight"), Linear(7, 3)]
    ),
  ]

  @Test(arguments: networks.indices, [1, 5, 34])
  func `output and gradients have the same bits`(index: Int, batch: Int) throws {
    let (name, modules) = DenseStepTests.networks[index]
    let network = try Network(input: [7], modules)
    let parameters = network.initialized(seed: 5)
    let input = values(batch * 7, seed: 2)
    let outputGradient = values(batch * network.outputShape.count, seed: 3)
    let apart = pass(network, parameters, input: input, outputGradient: outputGradient, step: 4)
    // Normalised over one example, everything is 0.
    if batch > 1 { #expect(apart.output.contains { $0 != 0 }) }
    for set in InstructionSet.available {
      for threads in [1, 3] {
        let threads = ThreadPool(threads: threads, instructionSet: set, splitsSmallWork: true)
        let fused = pass(
          network, parameters, input: input, outputGradient: outputGradient, step: 4, fuses: true, threads: threads)
        #expect(fused.bits == apart.bits, "\(name), \(set), \(threads) threads")
      }
    }
  }

  /// Compares the steps of a network with the bits of its single layers, on every instruction set and on several
  /// threads.
  private func expectSameBits(_ network: Network, _ parameters: Parameters, input: [Float], outputGradient: [Float]) {
    let apart = pass(network, parameters, input: input, outputGradient: outputGradient, step: 4)
    #expect(apart.output.contains { $0 != 0 })
    for set in InstructionSet.available {
      for threads in [1, 3] {
        let threads = ThreadPool(threads: threads, instructionSet: set, splitsSmallWork: true)
        let fused = pass(
          network, parameters, input: input, outputGradient: outputGradient, step: 4, fuses: true, threads: threads)
        let isSame = fused.bits == apart.bits
        #expect(isSame, "\(set), \(threads) threads")
      }
    }
  }

  @Test(arguments: [20, 34])
  func `zeros of inputs and of ReLU can be left out without a change of bits`(batch: Int) throws {
    let network = try Network(
      input: [130],
      [Linear(130, 128), ReLU(), Dropout(0.3), Linear(128, 120), ReLU(), Linear(120, 70), Sigmoid(), Linear(70, 3)])
    let parameters = network.initialized(seed: 5)
    let input = values(batch * 130, seed: 2).map { $0 < 0.6 ? 0 : $0 }
    let outputGradient = values(batch * 3, seed: 3)
    expectSameBits(network, parameters, input: input, outputGradient: outputGradient)
  }

  @Test(arguments: [20, 34])
  func `units that are 0 for the whole batch can be left out without a change of bits`(batch: Int) throws {
    let network = try Network(
      input: [130], [Linear(130, 128), ReLU(), Linear(128, 120), ReLU(), Dropout(0.1), Linear(120, 130), Sigmoid()])
    var parameters = network.initialized(seed: 5)
    for (path, count) in [("0.bias", 128), ("2.bias", 120)] {
      let biases: [Float] = (0..<count).map { $0 % 4 == 1 || $0 >= 100 ? -9 : 2 }
      try parameters.set(path, to: Tensor(shape: [count], elements: biases))
    }
    let input = values(batch * 130, seed: 2)
    let outputGradient = values(batch * 130, seed: 3)
    expectSameBits(network, parameters, input: input, outputGradient: outputGradient)
  }

  @Test func `evaluation has no dropout, and a value in between can be asked for`() throws {
    let network = try Network(
      input: [7], [Block("front", [Linear(7, 20)]), ReLU(), Dropout(0.5), Linear(20, 3)])
    let parameters = network.initialized(seed: 5)
    let input = values(6 * 7, seed: 2)
    let zeros = [Float](repeating: 0, count: 6 * 3)
    let apart = pass(network, parameters, input: input, outputGradient: zeros, mode: .evaluation)
    let fused = pass(network, parameters, input: input, outputGradient: zeros, mode: .evaluation, fuses: true)
    #expect(fused.output == apart.output)
    func front(_ fuses: Bool) throws -> [Float] {
      var workspace = Workspace(
        network: network, parameters: parameters, statistics: network.initialStatistics(), capacity: 6, learns: false,
        fuses: fuses, stream: RandomStream(seed: 0, .dropout), threads: .serial)
      let last = try network.output(ofBlock: "front")
      var features = workspace.input(batch: 6)
      copy(input.span, into: &features)
      workspace.forward(batch: 6, mode: .evaluation, step: 0, upTo: last)
      let value = workspace.value(last, batch: 6)
      return value.indices.map { value[$0] }
    }
    #expect(try front(true) == front(false))
    #expect(try front(true).contains { $0 < 0 })
  }
}
