import FledgeKernels
import FledgeNetworks
import FledgeTensors
import TestSupport
import Testing

/// Which operations a plan has.
///
/// That fused operations compute the same is in `FusedLinearTests` and `ImageLayerTests`.
struct ExecutionPlanTests {
  /// The nodes of each operation of a network's plan.
  private func plan(
    _ input: TensorShape, _ modules: [any Module], passes: [any PlanPass] = ExecutionPlan.passes
  ) throws -> [Range<Int>] {
    try ExecutionPlan(Network(input: input, modules), capacity: 8, passes: passes).operations.map(\.nodes)
  }

  @Test func `without passes each node is an operation`() throws {
    let modules: [any Module] = [Linear(7, 4), ReLU(), Dropout(0.5), Linear(4, 2)]
    #expect(try plan([7], modules, passes: []) == [0..<1, 1..<2, 2..<3, 3..<4])
  }

  @Test func `linear, activation and dropout are one operation`() throws {
    #expect(try plan([7], [Linear(7, 4), ReLU(), Dropout(0.5), Linear(4, 2)]) == [0..<3, 3..<4])
    #expect(try plan([7], [Linear(7, 4), Sigmoid(), Linear(4, 2), Tanh()]) == [0..<2, 2..<4])
  }

  @Test func `an activation without a derivative from its output, and dropout after tanh, stay apart`() throws {
    #expect(try plan([7], [Linear(7, 4), GELU(), Dropout(0.5)]) == [0..<1, 1..<2, 2..<3])
    #expect(try plan([7], [Linear(7, 4), Tanh(), Dropout(0.5)]) == [0..<2, 2..<3])
    #expect(try plan([7], [Linear(7, 4), BatchNorm(4), ReLU()]) == [0..<1, 1..<2, 2..<3])
  }

  @Test func `what a residual block reads is not inside an operation`() throws {
    // The block's input is the output of node 0, so ReLU, which is in the block, must not hide it.
    #expect(try plan([7], [Linear(7, 4), Residual([ReLU()]), Linear(4, 2)]) == [0..<1, 1..<2, 2..<3, 3..<4])
    #expect(
      try plan([1, 6, 6], [Residual([Conv2d(1, 1, kernel: 3, padding: 1), ReLU()]), MaxPool2d(2)])
        == [0..<1, 1..<2, 2..<3, 3..<4])
  }

  @Test func `a shared weight is not fused`() throws {
    let plan = try ExecutionPlan(
      Network(input: [5], [Linear(5, 3), ReLU(), TiedLinear(3, 5, tiedTo: "0.weight")]), capacity: 8,
      passes: ExecutionPlan.passes)
    #expect(plan.operations.map(\.nodes) == [0..<1, 1..<2, 2..<3])
    #expect(plan.operations.allSatisfy { $0.updatedParameters.isEmpty })
  }

  @Test func `convolution, ReLU and pooling are one operation where windows do not overlap`() throws {
    let modules: [any Module] = [Conv2d(1, 2, kernel: 3), ReLU()]
    #expect(try plan([1, 6, 6], modules + [MaxPool2d(2), Flatten()]) == [0..<3, 3..<4])
    #expect(try plan([1, 6, 6], modules + [MaxPool2d(2, stride: 1)]) == [0..<1, 1..<2, 2..<3])
    #expect(try plan([1, 6, 6], modules + [AveragePool2d(2)]) == [0..<1, 1..<2, 2..<3])
  }

  @Test func `of two readers the later one writes the gradient, and the earlier one adds to it`() throws {
    var plan = try ExecutionPlan(
      Network(input: [3], [Linear(3, 3), Residual([Linear(3, 3)])]), capacity: 8, passes: ExecutionPlan.passes)
    plan.planBackward(wantsInputGradient: false)
    #expect(plan.backwardOrder == [2, 1, 0])
    #expect(plan.operations.map(\.inputGradients) == [[.none], [.add], [.overwrite, .overwrite]])
    #expect(plan.scratchCount == 8 * 3)
  }

  @Test func `layers before the first parameter have no backward pass`() throws {
    var plan = try ExecutionPlan(Network(input: [2, 3], [Flatten(), ReLU(), Linear(6, 2)]), capacity: 8)
    plan.planBackward(wantsInputGradient: false)
    #expect(plan.backwardOrder == [2])
    var whole = try ExecutionPlan(Network(input: [2, 3], [Flatten(), ReLU(), Linear(6, 2)]), capacity: 8)
    whole.planBackward(wantsInputGradient: true)
    #expect(whole.backwardOrder == [2, 1, 0])
  }

  @Test func `a layer of a user's own is an operation of its own`() throws {
    let network = try Network(input: [3], [Linear(3, 4), Doubling(), Linear(4, 2)])
    let plan = ExecutionPlan(network, capacity: 8, passes: ExecutionPlan.passes)
    #expect(plan.operations.map(\.nodes) == [0..<1, 1..<2, 2..<3])
    #expect(plan.operations[1].kernel.name == "doubling" && plan.operations[1].kernel.split == "up to the layer")
    let parameters = network.initialized(seed: 1)
    let (input, gradient) = (values(15), values(10, seed: 2))
    let fused = pass(network, parameters, input: input, outputGradient: gradient, fuses: true)
    #expect(fused.bits == pass(network, parameters, input: input, outputGradient: gradient).bits)
  }

  @Test(arguments: [true, false])
  func `the bytes of operations and input are those of the workspace`(learns: Bool) throws {
    let networks = [
      try everyKindOfNode(),
      try Network(
        input: [1, 9, 9], [Conv2d(1, 5, kernel: 2), ReLU(), MaxPool2d(2), Flatten(), Linear(80, 33), ReLU()]),
      try Network(input: [300], [Linear(300, 64), ReLU(), Dropout(0.2), Linear(64, 48), ReLU(), Linear(48, 3)]),
    ]
    for network in networks {
      let workspace = Workspace(
        network: network, parameters: network.initialized(seed: 0), statistics: network.initialStatistics(),
        capacity: 100, learns: learns, passes: ExecutionPlan.passes, stream: RandomStream(seed: 0, .dropout),
        threads: .serial)
      let explanation = workspace.explanation(update: .update)
      let input = 4 * ((network.inputShape.count * 100 + 15) / 16 * 16)
      let other = workspace.byteCount - explanation.reduce(0) { $0 + $1.byteCount }
      #expect(other == input * (learns ? 2 : 1) + 4 * workspace.plan.scratchCount)
      #expect(explanation.flatMap(\.layers) == network.nodes.map(\.path))
    }
  }

  @Test func `an explanation names layers, kernel and split`() throws {
    let network = try Network(input: [300], [Linear(300, 64), ReLU(), Dropout(0.2), Linear(64, 3)])
    let workspace = Workspace(
      network: network, parameters: network.initialized(seed: 0), statistics: network.initialStatistics(),
      capacity: 100, learns: true, passes: ExecutionPlan.passes, stream: RandomStream(seed: 0, .dropout),
      threads: .serial)
    let lines = workspace.explanation(update: .update)
    #expect(lines.map(\.operation) == ["linear 300 → 64 + relu + dropout 0.2", "linear 64 → 3"])
    #expect(lines.map(\.layers) == [["0", "1", "2"], ["3"]])
    // The input may be mostly 0, and so may ReLU's output; the last layer is too small to scan its input.
    #expect(lines[0].kernel.name == "y dense or sparse, dw dense or sparse")
    #expect(lines[1].kernel.name == "y dense, dx dense, dw dense")
    #expect(lines.map(\.kernel.split) == ["tiles in 1, 1 tasks", "tiles in 1, 1, 1 tasks"])
    // Forward and weight gradient; the second layer has an input gradient too.
    #expect(lines.map(\.multiplyAdds) == [2 * 300 * 64, 3 * 64 * 3])
  }
}

/// y = 2x, as a user of the library would write it.
private struct Doubling: Layer {
  var name: String { "doubling" }

  func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    for index in input.indices { output[index] = 2 * input[index] }
  }

  func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>, input: Span<Float>,
    output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    for index in outputGradient.indices { inputGradient[index] = 2 * outputGradient[index] }
  }
}
