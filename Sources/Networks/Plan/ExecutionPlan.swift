package import FledgeKernels
import FledgeTensors

/// How a network is executed: its operations in order, fused by passes.
///
/// The plan starts with one operation for each node. Each pass replaces several consecutive operations by one that
/// computes the same values faster, and leaves the values and gradients between them unwritten:
///
///     linear  relu  dropout  linear   →   linear+relu+dropout  linear
///
/// Zero masks belong to its operations, so a plan serves one workspace.
package struct ExecutionPlan: Sendable {
  /// Every pass, in the order in which they run.
  package static let passes: [any PlanPass] = [FuseLinearActivationDropout(), FuseConvReLUPool()]

  package let network: Network
  /// The largest batch.
  package let capacity: Int
  /// What the factors of linear layers' products are rounded to.
  package let precision: Precision
  /// How many batches of inputs there is memory for.
  package let inputBuffers: Int
  package private(set) var operations: [any PlannedOperation]
  /// The operations of the backward pass, in its order; set by `planBackward`.
  package private(set) var backwardOrder: [Int] = []
  /// Whether an operation writes each value; values inside fused operations are not written.
  private var isWritten: [Bool]

  package init(
    _ network: Network, capacity: Int, precision: Precision = .fp32, inputBuffers: Int = 1, passes: [any PlanPass] = []
  ) {
    self.network = network
    self.capacity = capacity
    self.precision = precision
    self.inputBuffers = inputBuffers
    operations = network.nodes.indices.map { index -> any PlannedOperation in
      switch network.nodes[index].operation {
      case .layer(let layer): LayerOperation(layer, nodes: index..<index + 1, of: network)
      case .add: AddOperation(node: index, of: network)
      }
    }
    isWritten = [Bool](repeating: true, count: network.nodes.count + 1)
    for pass in passes { pass.run(on: &self) }
  }

  /// Replaces the operations of `operation.nodes`.
  ///
  /// - Precondition: these are whole operations of the plan.
  package mutating func fuse(_ operation: any PlannedOperation) {
    let (nodes, old) = (operation.nodes, operations)
    guard let first = old.firstIndex(where: { $0.nodes.lowerBound == nodes.lowerBound }),
      let last = old.firstIndex(where: { $0.nodes.upperBound == nodes.upperBound })
    else { preconditionFailure("ExecutionPlan: nodes \(nodes) cut an operation that another pass has fused") }
    operations.replaceSubrange(first...last, with: [operation])
    for value in nodes.dropFirst() { isWritten[value] = false }
  }

  /// Whether `forward` writes a value, so that it can end there.
  package func writes(_ value: Int) -> Bool { isWritten[value] }

  /// Decides which operations the backward pass runs, and which of them write or add to the gradient of a value.
  package mutating func planBackward(wantsInputGradient: Bool) {
    var needsGradient = [Bool](repeating: false, count: network.nodes.count + 1)
    needsGradient[0] = wantsInputGradient
    for operation in operations {
      let learns = operation.nodes.contains { !network.nodes[$0].parameters.isEmpty }
      needsGradient[operation.output] = learns || operation.inputs.contains { needsGradient[$0] }
    }
    var hasGradient = [Bool](repeating: false, count: needsGradient.count)
    for index in operations.indices.reversed() where needsGradient[operations[index].output] {
      backwardOrder.append(index)
      operations[index].inputGradients = operations[index].inputs.map { input in
        guard needsGradient[input] else { return .none }
        defer { hasGradient[input] = true }
        return hasGradient[input] ? .add : .overwrite
      }
    }
  }

  /// What each node keeps from `forward` to `backward`; a fused operation keeps it at its first node.
  var saved: [[SavedValues]] {
    var saved = network.nodes.map { $0.layer?.saved ?? [] }
    for operation in operations { saved[operation.nodes.lowerBound] = operation.saved }
    return saved
  }

  /// The fused linear layers, with the zero mask of one input buffer.
  func fusedLinears(inputBuffer: Int) -> [FusedLinear] {
    operations.compactMap { ($0 as? FusedLinearOperation)?.linear(inputBuffer: inputBuffer) }
  }

  /// The floats of scratch for gradients that are added to those of other readers.
  package var scratchCount: Int {
    var count = 0
    for operation in operations where !(operation is AddOperation) && operation.inputGradients[0] == .add {
      count = max(count, network.shape(ofValue: operation.inputs[0]).count * capacity)
    }
    return count
  }
}

/// A transformation of a plan that keeps what it computes.
package protocol PlanPass: Sendable {
  func run(on plan: inout ExecutionPlan)
}
