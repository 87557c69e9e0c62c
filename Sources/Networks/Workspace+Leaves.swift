package import FledgeKernels

/// The forward and backward pass over one leaf of a batch, in parts: between them, layers that mix examples wait for the
/// other leaves.
extension Workspace {
  /// The positions in the plan of the operations that mix examples, which is batch normalisation.
  package var mixingOperations: [Int] {
    plan.operations.indices.filter { batchNorm($0) != nil }
  }

  /// The number of operations in the plan.
  package var operationCount: Int { plan.operations.count }

  /// The operations of the backward pass in its order, as positions in the plan.
  package var backwardOrder: [Int] { plan.backwardOrder }

  /// The batch normalisation at a position in the plan.
  package func batchNorm(_ position: Int) -> BatchNorm? {
    (plan.operations[position] as? LayerOperation)?.layer as? BatchNorm
  }

  /// Begins the step of a leaf.
  ///
  /// - Parameters:
  ///   - batch: the leaf's examples; its input is written.
  ///   - leaf: its number in the batch, which the random layers' keys depend on.
  package mutating func beginLeaf(batch: Int, leaf: Int, step: UInt64) {
    precondition(batch <= capacity, "Workspace: planned for leaves of \(capacity), found \(batch)")
    memory.hasInputMask = false
    for index in 0..<plan.operations.count {
      let operation = plan.operations[index]
      let node = operation.nodes.lowerBound
      contexts[node].batch = batch
      contexts[node].mode = silencesRandomLayers && operation.isRandom ? .evaluation : .training
      contexts[node].key = RandomKey(
        stream, layer: Workspace.randomLayer(operation.randomIndex, leaf: leaf), step: step)
    }
  }

  /// The layer in the random key of a leaf; that of leaf 0 is the layer's own.
  static func randomLayer(_ index: Int, leaf: Int) -> UInt32 { UInt32(index) | UInt32(leaf) << 24 }

  /// Executes operations of the plan, none of which mixes examples.
  package func forward(operations: Range<Int>) {
    for index in operations {
      plan.operations[index].forward(memory, context: contexts[plan.operations[index].nodes.lowerBound])
    }
  }

  /// Executes operations of the backward pass, none of which mixes examples.
  ///
  /// - Parameter range: positions in `backwardOrder`.
  package func backward(range: Range<Int>) {
    for position in range {
      let operation = plan.operations[plan.backwardOrder[position]]
      let context = contexts[operation.nodes.lowerBound]
      operation.backward(memory, context: context)
      operation.update(memory, fused: nil, context: context)
    }
  }

  /// The moments of this leaf at the batch normalisation `position`.
  package func measure(_ position: Int, into moments: inout MutableSpan<Double>) {
    let (layer, operation, context) = mixing(position)
    layer.measure(memory.values.span(operation.inputs[0], batch: context.batch), into: &moments, context: context)
  }

  /// Normalises this leaf by the moments of the whole batch.
  package func normalize(_ position: Int, moments: Span<Double>, examples: Int, updatesStatistics: Bool) {
    let (layer, operation, context) = mixing(position)
    layer.take(moments, examples: examples, updatesStatistics: updatesStatistics, context: context)
    guard context.batch > 0 else { return }
    var output = memory.values.mutable(operation.output, batch: context.batch)
    layer.normalize(memory.values.span(operation.inputs[0], batch: context.batch), into: &output, context: context)
  }

  /// The sums of this leaf that the gradient of the input of a batch normalisation needs.
  ///
  /// - Parameter start: where they begin in `sums`, which must be 0 there.
  package func sumGradients(_ position: Int, into sums: AlignedBuffer<Float>, at start: Int) {
    let (layer, operation, context) = mixing(position)
    layer.sumGradients(
      memory.gradients.span(operation.output, batch: context.batch),
      input: memory.values.span(operation.inputs[0], batch: context.batch), into: sums, at: start, context: context)
  }

  /// The gradient of the input of a batch normalisation, by the sums of the whole batch.
  package func inputGradient(_ position: Int, sums: Span<Float>, examples: Int) {
    let (layer, operation, context) = mixing(position)
    memory.withGradient(of: operation.inputs[0], operation.inputGradients[0], context: context) { gradient in
      layer.inputGradient(
        memory.gradients.span(operation.output, batch: context.batch),
        input: memory.values.span(operation.inputs[0], batch: context.batch), sums: sums, examples: examples,
        into: &gradient, context: context)
    }
  }

  private func mixing(_ position: Int) -> (BatchNorm, LayerOperation, LayerContext) {
    guard let operation = plan.operations[position] as? LayerOperation, let layer = operation.layer as? BatchNorm else {
      preconditionFailure("Workspace: operation \(position) mixes no examples")
    }
    return (layer, operation, contexts[operation.nodes.lowerBound])
  }
}
