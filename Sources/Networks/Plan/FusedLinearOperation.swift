import FledgeKernels

/// A `FusedLinear` in a plan: a linear layer with the activation and dropout that follow it.
struct FusedLinearOperation: PlannedOperation {
  let nodes: Range<Int>
  let inputs: [Int]
  let randomIndex: Int
  let isRandom: Bool
  var inputGradients: [InputGradient] = [.none]
  /// The layer for each input buffer; they differ in the zero mask of the network's input, and one serves all buffers
  /// where another value is read.
  private let linears: [FusedLinear]

  init(_ matches: [LinearMatch], of network: Network) {
    let linear = matches[0]
    linears = matches.map { FusedLinear($0) }
    nodes = linear.node..<linear.output
    inputs = [linear.input]
    isRandom = linear.dropout != nil
    randomIndex = network.nodes[linear.dropout?.node ?? linear.node].randomIndex
  }

  private func linear(_ memory: PlanMemory) -> FusedLinear { linear(inputBuffer: memory.values.inputBuffer) }

  var saved: [SavedValues] { linears[0].layer.saved }
  var updatedParameters: [Int] { linears[0].parameters }
  var maskByteCount: Int { linears.reduce(0) { $0 + $1.maskByteCount } }

  /// Which kernel each product uses is `ProductPlan`'s to decide; `Workspace.explanation` says it.
  var kernel: KernelDescription { KernelDescription("product", split: "tiles") }

  /// The layer with the zero mask of one input buffer.
  func linear(inputBuffer: Int) -> FusedLinear { linears[linears.count == 1 ? 0 : inputBuffer] }

  func multiplyAdds(_ memory: PlanMemory) -> (all: Double, done: Double) {
    let linear = linear(inputBuffer: memory.values.inputBuffer)
    let (cost, density) = (Double(linear.layer.inputs * linear.layer.outputs), linear.densities)
    let backward = inputGradients[0] == .none ? 0.0 : 1.0
    return (cost * (2 + backward), cost * (2 * density.input + backward * density.output))
  }

  func inputMask(buffer: Int) -> ZeroMask? {
    inputs[0] == 0 ? linear(inputBuffer: buffer).inputZeros : nil
  }

  func forward(_ memory: PlanMemory, context: LayerContext) {
    let linear = linear(memory)
    if inputs[0] != 0 || !memory.hasInputMask { linear.findZeros(memory.values, context: context) }
    let dropoutKey = isRandom && context.mode == .training ? context.key : nil
    linear.forward(memory.values, context: context, dropoutKey: dropoutKey)
  }

  func backward(_ memory: PlanMemory, context: LayerContext) {
    let linear = linear(memory)
    linear.applyOutputDerivative(memory.values, memory.gradients, context: context)
    guard inputGradients[0] != .none else { return }
    // Where the producer's derivative is applied here, the result is the gradient of the producer's product.
    let target = linear.producer.map { $0.node + 1 } ?? inputs[0]
    memory.withGradient(of: target, inputGradients[0], context: context) { gradient in
      linear.inputGradient(memory.values, memory.gradients, into: &gradient, context: context)
    }
  }

  func update(_ memory: PlanMemory, fused: FusedUpdate?, context: LayerContext) {
    linear(memory).weightGradient(memory.values, memory.gradients, update: fused, context: context)
  }
}
