import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors
import Testing

struct GradientCheckTests {
  @Test func `the derivative of (3w − 1)² at w = 2 is 30`() throws {
    let network = try Network(input: [1], [Linear(1, 1, bias: false)])
    var parameters = Parameters(layout: network.parameterLayout)
    try parameters.set("0.weight", to: Tensor(shape: [1, 1], elements: [2]))
    let check = try GradientCheck(
      network: network, loss: SquaredError(), parameters: parameters,
      batch: CheckedBatch(
        features: Tensor(shape: [1, 1], elements: [3]), targets: Tensor(shape: [1, 1], elements: [1])))
    for table in [try check.inDouble(), try check.inSingle(), check.inSingleByDifferences()] {
      #expect(table.rows.map(\.path) == ["0.weight", "input"])
      #expect(table.rows[0].backprop == 30 && table.rows[1].backprop == 20)
      #expect(abs(table.rows[0].numerical - 30) < 1e-3 && abs(table.rows[1].numerical - 20) < 1e-3)
    }
  }

  @Test(arguments: [SoftmaxCrossEntropy(labelSmoothing: 0.1), SigmoidBinaryCrossEntropy(), HuberLoss()] as [any Loss])
  func `a network of all kinds of nodes is right in double and in single precision`(_ loss: any Loss) throws {
    let check = try check(everyKindOfNode(), loss, classes: 5)
    try expectRight(check, .sample(perParameter: 6, seed: 1))
  }

  @Test(arguments: LayerCatalogue.activations.map { $0 as any Layer } + [LayerNorm(7), BatchNorm(7), Softmax()])
  func `every layer is right between two linear ones`(_ layer: any Layer) throws {
    let network = try Network(input: [5], [Linear(5, 7), layer, Linear(7, 3)])
    try expectRight(try check(network, SoftmaxCrossEntropy(), classes: 3), .sample(perParameter: 8, seed: 2))
  }

  @Test func `softmax as the last layer trains with the cross-entropy of probabilities`() throws {
    let last = try Network(input: [5], [Linear(5, 7), Tanh(), Linear(7, 3), Softmax()])
    let fused = try Network(input: [5], [Linear(5, 7), Tanh(), Linear(7, 3)])
    let apart = try check(last, ProbabilityCrossEntropy(), classes: 3)
    try expectRight(apart, .all)
    let together = try check(fused, SoftmaxCrossEntropy(), classes: 3)
    for (a, b) in zip(try apart.inSingle().rows, try together.inSingle().rows) {
      #expect(a.path == b.path && abs(a.backprop - b.backprop) < 1e-6)
    }
  }

  @Test func `log-softmax trains with the negative log-likelihood`() throws {
    let network = try Network(input: [5], [Linear(5, 3), LogSoftmax()])
    try expectRight(try check(network, NegativeLogLikelihood(), classes: 3), .all)
  }

  @Test func `one example and a step of a hundredth agree to four digits`() throws {
    let network = try Network(input: [20], [Linear(20, 12), Tanh(), Linear(12, 4)])
    let check = try check(network, SoftmaxCrossEntropy(), classes: 4, batch: 1)
    let table = check.inSingleByDifferences(.sample(perParameter: 10, seed: 3))
    #expect(table.rows.count == 44)
    #expect(table.rows.allSatisfy { $0.difference <= 1e-4 }, "\(table.worst.debugDescription)")
    #expect(table.rows.contains { $0.difference > 0 })
  }

  @Test func `a sample is seeded, sorted and without repeats`() throws {
    let network = try Network(input: [6], [Linear(6, 4)])
    let check = try check(network, SoftmaxCrossEntropy(), classes: 4)
    let positions = try check.inSingle(.sample(perParameter: 5, seed: 1)).rows.map { "\($0.path) \($0.index)" }
    #expect(positions == (try check.inSingle(.sample(perParameter: 5, seed: 1)).rows.map { "\($0.path) \($0.index)" }))
    #expect(positions != (try check.inSingle(.sample(perParameter: 5, seed: 2)).rows.map { "\($0.path) \($0.index)" }))
    #expect(Set(positions).count == 5 + 4 + 5)
    let weights = try check.inSingle(.sample(perParameter: 5, seed: 1)).rows.prefix(5).map(\.index)
    #expect(weights == weights.sorted())
    #expect(try check.inSingle(.all).rows.count == 24 + 4 + 30)
  }

  @Test func `a wrong derivative is found in both precisions`() throws {
    let network = try Network(input: [3], [FaultyLayer(fault: .wrongInputGradient), Linear(3, 2)])
    let check = try check(network, SoftmaxCrossEntropy(), classes: 2, batch: 1)
    #expect(throws: NetworkError.noTextbook(path: "0", name: "faulty")) { try check.inDouble() }
    #expect(throws: NetworkError.noTextbook(path: "0", name: "faulty")) { try check.inSingle() }
    let table = check.inSingleByDifferences()
    #expect(!table.isPassed(tolerance: 1e-2))
    #expect(table.worst?.path == "input")

    let wrong = try Network(input: [2], [WrongTextbook(), Linear(2, 2)])
    let wrongCheck = try self.check(wrong, SoftmaxCrossEntropy(), classes: 2)
    #expect(try !wrongCheck.inDouble().isPassed(tolerance: 1e-2))
    #expect(try !wrongCheck.inSingle().isPassed(tolerance: 1e-2))
  }

  @Test func `batches that do not fit are refused`() throws {
    let network = try Network(input: [2], [Linear(2, 3)])
    let parameters = network.initialized(seed: 0)
    func message(_ batch: CheckedBatch, _ loss: any Loss = SoftmaxCrossEntropy()) -> String {
      do {
        _ = try GradientCheck(network: network, loss: loss, parameters: parameters, batch: batch)
        return ""
      } catch {
        return "\(error)"
      }
    }
    let features = Tensor(shape: [2, 2])
    #expect(message(CheckedBatch(features: features, labels: [0, 2])).isEmpty)
    #expect(message(CheckedBatch(features: features, labels: [0, 3])) == "loss: expected labels in 0..<3, found 3")
    #expect(message(CheckedBatch(features: features, labels: [0, -1])) == "loss: expected labels in 0..<3, found -1")
    #expect(message(CheckedBatch(features: features, labels: [0])) == "loss: expected 2 labels, found 1")
    #expect(message(CheckedBatch(features: Tensor(shape: [2, 3]), labels: [0, 1])).contains("[examples, 2]"))
    #expect(message(CheckedBatch(features: features, targets: Tensor(shape: [2, 4]))).contains("make them equal"))
  }

  private func expectRight(_ check: GradientCheck, _ elements: GradientCheck.Elements) throws {
    let double = try check.inDouble(elements)
    #expect(double.isPassed(tolerance: 1e-7), "\(double.worst.debugDescription)")
    let single = try check.inSingle(elements)
    #expect(single.isPassed(tolerance: 1e-5), "\(single.worst.debugDescription)")
  }

  private func check(_ network: Network, _ loss: any Loss, classes: Int, batch: Int = 5) throws -> GradientCheck {
    let count = network.inputShape.count
    return try GradientCheck(
      network: network, loss: loss, parameters: network.initialized(with: .uniformFanIn, seed: 11),
      batch: CheckedBatch(
        features: Tensor(shape: [batch, count], elements: values(batch * count, seed: 21)),
        labels: (0..<batch).map { ($0 * 3 + 1) % classes }))
  }
}

/// The kernels are the identity, the reference is 2x with a derivative of 1.
private struct WrongTextbook: Layer {
  var name: String { "wrong-textbook" }
  var reference: (any ReferenceLayer)? { Textbook() }

  func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    copy(input, into: &output)
  }

  func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>, input: Span<Float>,
    output: Span<Float>, context: LayerContext
  ) {
    copy(outputGradient, into: &inputGradient)
  }

  struct Textbook: ReferenceActivation {
    func value(_ x: Double) -> Double { 2 * x }
    func derivative(_ x: Double) -> Double { 1 }
  }
}
