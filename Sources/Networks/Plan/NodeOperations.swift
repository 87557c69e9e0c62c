import FledgeKernels

/// One layer, or several nodes that a layer such as `FusedConvReLUPool` replaces.
struct LayerOperation: PlannedOperation {
  let layer: any Layer
  let nodes: Range<Int>
  let inputs: [Int]
  let randomIndex: Int
  /// The multiply-adds of an example's forward pass.
  let forwardCost: Int
  var inputGradients: [InputGradient] = [.none]

  /// - Parameters:
  ///   - layer: what is executed.
  ///   - nodes: the nodes that it replaces; the first reads the input.
  init(_ layer: any Layer, nodes: Range<Int>, of network: Network) {
    let first = network.nodes[nodes.lowerBound]
    self.layer = layer
    self.nodes = nodes
    inputs = first.inputs
    randomIndex = first.randomIndex
    forwardCost = layer.multiplyAdds(for: first.inputShape)
  }

  var saved: [SavedValues] { layer.saved }
  var isRandom: Bool { layer.isRandom }
  var kernel: KernelDescription { KernelDescription(of: layer) }

  func multiplyAdds(_ memory: PlanMemory) -> (all: Double, done: Double) {
    let cost = Double(forwardCost) * (inputGradients[0] == .none ? 2 : 3)
    return (cost, cost)
  }

  func forward(_ memory: PlanMemory, context: LayerContext) {
    var result = memory.values.mutable(output, batch: context.batch)
    layer.forward(memory.values.span(inputs[0], batch: context.batch), into: &result, context: context)
  }

  func backward(_ memory: PlanMemory, context: LayerContext) {
    memory.withGradient(of: inputs[0], inputGradients[0], context: context) { gradient in
      layer.backward(
        memory.gradients.span(output, batch: context.batch), into: &gradient,
        input: memory.values.span(inputs[0], batch: context.batch),
        output: memory.values.span(output, batch: context.batch), context: context)
    }
  }
}

/// The sum of two values, as at the end of a residual block.
struct AddOperation: PlannedOperation {
  let nodes: Range<Int>
  let inputs: [Int]
  var inputGradients: [InputGradient] = [.none, .none]

  init(node index: Int, of network: Network) {
    nodes = index..<index + 1
    inputs = network.nodes[index].inputs
  }

  var saved: [SavedValues] { [] }
  var isRandom: Bool { false }
  var randomIndex: Int { 0 }
  var kernel: KernelDescription { KernelDescription("add", split: "elements") }

  func multiplyAdds(_ memory: PlanMemory) -> (all: Double, done: Double) { (0, 0) }

  func forward(_ memory: PlanMemory, context: LayerContext) {
    var sum = memory.values.mutable(output, batch: context.batch)
    add(
      memory.values.span(inputs[0], batch: context.batch), memory.values.span(inputs[1], batch: context.batch),
      into: &sum, threads: context.threads)
  }

  func backward(_ memory: PlanMemory, context: LayerContext) {
    let outputGradient = memory.gradients.span(output, batch: context.batch)
    for index in 0..<2 where inputGradients[index] != .none {
      var gradient = memory.gradients.mutable(inputs[index], batch: context.batch)
      if inputGradients[index] == .add {
        addScaled(outputGradient, by: 1, to: &gradient, threads: context.threads)
      } else {
        copy(outputGradient, into: &gradient)
      }
    }
  }
}
