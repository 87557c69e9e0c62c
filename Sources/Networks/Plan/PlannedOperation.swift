package import FledgeKernels

/// One operation of an `ExecutionPlan`: a node of the network, or several nodes that a pass has fused.
///
/// An operation owns what it needs to know about its data, such as zero masks; activations and gradients are in
/// `PlanMemory`, parameters and scratch in the `LayerContext` of its first node.
package protocol PlannedOperation: Sendable {
  /// The nodes that it executes; its output is value `nodes.upperBound`.
  var nodes: Range<Int> { get }
  /// The values that it reads.
  var inputs: [Int] { get }
  /// What `backward` does with the gradient of each input; set by `ExecutionPlan.planBackward`.
  var inputGradients: [InputGradient] { get set }
  /// What `forward` keeps for `backward`, as `Layer.saved`.
  var saved: [SavedValues] { get }
  /// Whether `forward` draws random numbers in training.
  var isRandom: Bool { get }
  /// The number in the random key of the operation: `Node.randomIndex` of the node that draws.
  var randomIndex: Int { get }
  /// The parameters whose gradients `update` overwrites; `backward` adds to the gradients of all others.
  var updatedParameters: [Int] { get }
  /// The bytes of its zero masks.
  var maskByteCount: Int { get }
  /// The kernel that computes it, and what the kernel splits over threads.
  var kernel: KernelDescription { get }
  /// The multiply-adds of one example, forward and backward, and those of the last batch that were not skipped.
  func multiplyAdds(_ memory: PlanMemory) -> (all: Double, done: Double)

  /// Computes the output.
  func forward(_ memory: PlanMemory, context: LayerContext)
  /// Computes the gradients of the inputs and, unless `update` does, adds to those of the parameters.
  func backward(_ memory: PlanMemory, context: LayerContext)
  /// Computes the gradients of `updatedParameters` and, where `fused` is given, updates these parameters with them.
  ///
  /// Runs after `backward`, which reads the parameters.
  func update(_ memory: PlanMemory, fused: FusedUpdate?, context: LayerContext)
  /// The zero mask of the network's input in an input buffer, where the operation reads that input.
  func inputMask(buffer: Int) -> ZeroMask?
}

extension PlannedOperation {
  var output: Int { nodes.upperBound }

  package var updatedParameters: [Int] { [] }
  package var maskByteCount: Int { 0 }
  package func update(_ memory: PlanMemory, fused: FusedUpdate?, context: LayerContext) {}
  package func inputMask(buffer: Int) -> ZeroMask? { nil }
}

/// What `backward` does with the gradient of a value.
package enum InputGradient: Sendable {
  /// Nothing: no parameter comes before the value.
  case none
  /// Writes it: the value has no other reader, or this reader runs first in the backward pass.
  case overwrite
  /// Adds to what another reader of the value has written.
  case add
}
