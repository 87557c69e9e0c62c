import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Testing

/// One result on every number of threads, every processor, and in every batch.
struct SameBitsTests {
  @Test func `the output of x alone is its row in a batch`() throws {
    let network = try Network(input: [2], [Linear(2, 3), Sigmoid()])
    let predictor = Predictor(
      network: network, parameters: network.initialized(seed: 0), statistics: network.initialStatistics())
    let both = try predictor.output(for: Tensor(shape: [2, 2], elements: [1, 2, 3, 4]))
    #expect(try predictor.output(for: Tensor(shape: [1, 2], elements: [3, 4])) == both.rows(1..<2))
  }

  @Test func `an example alone, in a batch of 7 and in one of 10000 makes the same bits`() throws {
    let predictor = try trained(everyKindOfNode())
    let all = Tensor(shape: [10000, 2, 6], elements: values(10000 * 12, seed: 8))
    for last in [6, 14] { try expectTheSameBits(alone: predictor, all, upTo: last) }
  }

  @Test(arguments: [1, 3])
  func `an image alone, in a batch of 7 and in one of 10000 makes the same bits`(threads: Int) throws {
    let network = try ofImages()
    let threads = ThreadPool(threads: threads, instructionSet: .current, splitsSmallWork: true)
    let predictor = Predictor(
      network: network, parameters: network.initialized(seed: 2), statistics: network.initialStatistics(),
      threads: threads)
    let all = Tensor(shape: [10000, 1, 7, 6], elements: values(10000 * 42, seed: 8))
    try expectTheSameBits(alone: predictor, all, upTo: network.nodes.count - 1)
  }

  /// Every kind of layer of images: with pooling fused into the convolution, and without.
  private func ofImages() throws -> Network {
    try Network(
      input: [1, 7, 6],
      [
        Conv2d(1, 5, kernel: 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(5, 18, kernel: 2), Tanh(),
        AveragePool2d(2, stride: 1), Flatten(), Linear(18, 4),
      ])
  }

  /// Compares rows of a large batch with those of batches of 7 and of 1, at its ends, in its middle, and where its
  /// chunks meet.
  private func expectTheSameBits(alone predictor: Predictor, _ all: Tensor, upTo last: Int) throws {
    let whole = try predictor.output(for: all, upTo: last)
    #expect(Set(bits(whole)).count > 1000)
    for start in [0, 6, 143, 255, 256, 5117, 9984, 9993] {
      let seven = try predictor.output(for: all.rows(start..<start + 7), upTo: last)
      #expect(bits(seven) == bits(whole.rows(start..<start + 7)))
      for example in start..<start + 7 {
        let alone = try predictor.output(for: all.rows(example..<example + 1), upTo: last)
        #expect(bits(alone) == bits(whole.rows(example..<example + 1)))
      }
    }
  }

  @Test func `a predictor's threads change no bit, and none of its inputs is changed`() throws {
    let network = try everyKindOfNode()
    let features = Tensor(shape: [40, 12], elements: values(480, seed: 8))
    let single = try trained(network)
    let parameters = single.parameters.snapshot()
    for threads in [2, 3] {
      let threads = ThreadPool(threads: threads, instructionSet: .current, splitsSmallWork: true)
      #expect(try bits(trained(network, threads: threads).output(for: features)) == bits(single.output(for: features)))
    }
    #expect(try single.parameters == parameters && single.statistics == trained(network).statistics)
  }

  @Test(arguments: [1, 3])
  func `a predictor used from 16 tasks at once gives each the answers of alone`(threads: Int) async throws {
    let threads = ThreadPool(threads: threads, instructionSet: .current, splitsSmallWork: true)
    let predictor = try trained(everyKindOfNode(), threads: threads)
    let questions = (0..<16).map { task in
      Tensor(shape: [3 + 20 * task, 12], elements: values((3 + 20 * task) * 12, seed: UInt64(task)))
    }
    let alone = try questions.map { try bits(predictor.output(for: $0)) }
    #expect(Set(alone).count == 16)
    try await withThrowingTaskGroup(of: (Int, [[UInt32]]).self) { group in
      for (task, question) in questions.enumerated() {
        group.addTask {
          (task, try (0..<10).map { _ in try predictor.output(for: question).elements.map(\.bitPattern) })
        }
      }
      for try await (task, answers) in group { #expect(answers.allSatisfy { $0 == alone[task] }, "task \(task)") }
    }
  }

  @Test func `a predictor says what a wrong width is, and takes no examples`() throws {
    let predictor = try trained(everyKindOfNode())
    #expect(throws: NetworkError.shapeMismatch(path: "input", expected: "[examples, 12]", found: [3, 11])) {
      try predictor.output(for: Tensor(shape: [3, 11]))
    }
    #expect(throws: NetworkError.self) { try predictor.output(for: Tensor(shape: [])) }
    #expect(try predictor.output(for: Tensor(shape: [0, 12])).shape == [0, 5])
    #expect(
      try predictor.output(for: Tensor(shape: [4, 12]), upTo: predictor.network.output(ofBlock: "encoder")).shape == [
        4, 8,
      ])
  }

  @Test(arguments: [Mode.training, .evaluation])
  func `forward and backward have the same bits for 1, 2 and 3 threads and every instruction set`(mode: Mode) throws {
    let network = try everyKindOfNode()
    let parameters = network.initialized(seed: 6)
    let batch = 37
    let (input, gradient) = (values(batch * 12, seed: 1), values(batch * 5, seed: 2))
    let expected = pass(network, parameters, input: input, outputGradient: gradient, mode: mode).bits
    #expect(!expected.isEmpty && Set(expected).count > 1000)
    for set in InstructionSet.available {
      for threads in [1, 2, 3] {
        let threads = ThreadPool(threads: threads, instructionSet: set, splitsSmallWork: true)
        let found = pass(network, parameters, input: input, outputGradient: gradient, mode: mode, threads: threads).bits
        #expect(found == expected, "\(set) with \(threads) threads")
      }
    }
  }

  private func trained(_ network: Network, threads: ThreadPool = .serial) throws -> Predictor {
    var statistics = network.initialStatistics()
    try statistics.set("encoder.1.running_mean", to: Tensor(shape: [40], elements: values(40, seed: 5)))
    return Predictor(
      network: network, parameters: network.initialized(seed: 2), statistics: statistics, threads: threads)
  }

  private func bits(_ tensor: Tensor) -> [UInt32] { tensor.elements.map(\.bitPattern) }
}
