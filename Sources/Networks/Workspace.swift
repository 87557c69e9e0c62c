package import FledgeKernels
import FledgeTensors

/// The memory that one network works in, and the two loops that execute its plan.
///
/// Activations, gradients and scratch are allocated once for the largest batch; `forward` and `backward` allocate
/// nothing. A workspace has one user at a time, so it cannot be copied. A training step:
///
///     write workspace.input(batch: 128)
///     workspace.forward(batch: 128, mode: .training, step: 0)
///     read workspace.output(batch: 128), write workspace.outputGradient(batch: 128)
///     workspace.zeroGradients()
///     workspace.backward()
///     read workspace.parameterGradients(range)
public struct Workspace: ~Copyable {
  /// The network that is executed.
  public let network: Network
  /// The largest batch.
  public let capacity: Int
  /// The bytes of activations, gradients, scratch and masks.
  public let byteCount: Int
  /// The random numbers of dropout and noise; each layer and step has its own key.
  package let stream: RandomStream
  package private(set) var threads: ThreadPool
  /// Whether dropout and noise do nothing even in training, as gradient checks need it.
  package var silencesRandomLayers = false
  /// Whether there is memory for `backward`.
  package let learns: Bool
  package let plan: ExecutionPlan
  var memory: PlanMemory
  /// Each layer by itself, for values that are inside a fused operation of `plan`.
  private let unfused: ExecutionPlan
  /// The gradients of all parameters, in the parameters' layout.
  package let parameterGradients: AlignedBuffer<Float>
  /// The context of each node; an operation uses that of its first node.
  var contexts: [LayerContext]
  /// The gradients that `backward` adds to, so that they must be zero first.
  private let accumulated: [Range<Int>]
  /// The parameters that a `FusedUpdate` changes in `backward`.
  package let fusedParameters: Set<Int>

  /// Plans the operations and allocates their memory.
  ///
  /// - Parameters:
  ///   - parameters: what the network computes with; training changes it in place.
  ///   - statistics: the running statistics of batch normalisation; training changes them in place.
  ///   - capacity: the largest batch.
  ///   - learns: whether `backward` will be called; without it there is no memory for gradients.
  ///   - wantsInputGradient: whether `backward` computes the gradient of the network's input too.
  ///   - inputBuffers: 2 where the next batch is prefetched.
  ///   - passes: how the plan is fused; `ExecutionPlan.passes` for all, none for each layer by itself.
  package init(
    network: Network, parameters: Parameters, statistics: Parameters, capacity: Int, learns: Bool,
    wantsInputGradient: Bool = false, inputBuffers: Int = 1, passes: [any PlanPass] = [],
    precision: Precision = .fp32, stream: RandomStream, threads: ThreadPool
  ) {
    self.network = network
    self.capacity = capacity
    self.learns = learns
    self.stream = stream
    self.threads = threads
    var plan = ExecutionPlan(
      network, capacity: capacity, precision: precision, inputBuffers: inputBuffers, passes: passes)
    if learns { plan.planBackward(wantsInputGradient: wantsInputGradient) }
    self.plan = plan
    unfused = ExecutionPlan(network, capacity: capacity)
    let scratch = AlignedBuffer<Float>(count: plan.scratchCount)
    memory = PlanMemory(
      values: ValueMemory(network: network, capacity: capacity, inputBuffers: inputBuffers),
      gradients: ValueMemory(network: network, capacity: learns ? capacity : 0), scratch: scratch)
    parameterGradients = AlignedBuffer<Float>(count: learns ? network.parameterLayout.bufferCount : 0)
    let entries = network.parameterLayout.entries
    let fused = Set(plan.operations.flatMap(\.updatedParameters))
    fusedParameters = fused
    accumulated = entries.indices.filter { !fused.contains($0) }.map { entries[$0].range }

    var savedEnd = 0
    let savedRanges = plan.saved.map { values in
      values.map { values in
        let range = savedEnd..<savedEnd + values.count(batch: capacity)
        savedEnd += ValueMemory.padded(range.count)
        return range
      }
    }
    let saved = AlignedBuffer<Float>(count: savedEnd)
    let gradients = parameterGradients
    contexts = zip(network.nodes, savedRanges).map { node, savedRanges in
      let ranges = node.parameters.map { entries[$0].range }
      return LayerContext(
        batch: 0, mode: .evaluation, key: RandomKey(stream), threads: threads,
        parameters: ParameterViews(parameters.arena, ranges),
        gradients: ParameterViews(gradients, learns ? ranges : []),
        statistics: ParameterViews(
          statistics.arena, node.statistics.map { network.statisticsLayout.entries[$0].range }),
        saved: ParameterViews(saved, savedRanges))
    }
    let floats = memory.values.count + memory.gradients.count + gradients.count + scratch.count + saved.count
    byteCount = 4 * floats + plan.operations.reduce(0) { $0 + $1.maskByteCount }
  }

  /// Uses another thread pool from now on; the bits are the same.
  package mutating func use(_ threads: ThreadPool) {
    guard threads !== self.threads else { return }
    self.threads = threads
    for index in 0..<contexts.count { contexts[index].threads = threads }
  }

  // The loops run over ranges: iterators of arrays allocate in debug builds.

  /// Computes the values up to `last`, or all of them.
  ///
  /// - Parameters:
  ///   - step: the number of the training step, which the random layers' keys depend on.
  ///   - everyValue: whether values inside fused operations are computed too.
  package mutating func forward(
    batch: Int, mode: Mode, step: UInt64, upTo last: Int? = nil, everyValue: Bool = false
  ) {
    precondition(batch <= capacity, "Workspace: planned for batches of \(capacity), found \(batch)")
    let end = last ?? network.nodes.count
    let operations = everyValue || !plan.writes(end) ? unfused.operations : plan.operations
    for index in 0..<operations.count where operations[index].output <= end {
      let operation = operations[index]
      let node = operation.nodes.lowerBound
      contexts[node].batch = batch
      contexts[node].mode = silencesRandomLayers && operation.isRandom ? .evaluation : mode
      contexts[node].key = RandomKey(stream, layer: UInt32(operation.randomIndex), step: step)
      operation.forward(memory, context: contexts[node])
    }
    memory.hasInputMask = false
  }

  /// Computes the values after `first` again, each layer by itself, from what `mutableValue` changed there.
  ///
  /// `forward(everyValue: true)` of the same batch must come before it.
  package mutating func forward(after first: Int, batch: Int) {
    for operation in unfused.operations where operation.output > first {
      let node = operation.nodes.lowerBound
      contexts[node].batch = batch
      contexts[node].mode = .evaluation
      operation.forward(memory, context: contexts[node])
    }
  }

  /// Computes the gradients of the last batch from `outputGradient`.
  ///
  /// Gradients of `fusedParameters` are overwritten, those of all others are added to.
  /// - Parameter update: the optimizer's step for `fusedParameters`, taken in place of writing their gradients.
  package mutating func backward(update: FusedUpdate? = nil) {
    precondition(learns, "Workspace: planned without gradients")
    for position in 0..<plan.backwardOrder.count {
      let operation = plan.operations[plan.backwardOrder[position]]
      let context = contexts[operation.nodes.lowerBound]
      operation.backward(memory, context: context)
      operation.update(memory, fused: update, context: context)
    }
  }

  /// Sets the gradients that `backward` adds to to zero.
  package func zeroGradients() {
    for index in 0..<accumulated.count {
      var gradients = parameterGradients.mutableSpan(accumulated[index])
      fill(&gradients, with: 0, threads: threads)
    }
  }

  /// Elements of the gradients of all parameters, in the parameters' layout.
  @_lifetime(borrow self)
  package func parameterGradients(_ range: Range<Int>) -> Span<Float> {
    unsafe _overrideLifetime(parameterGradients.span(range), borrowing: self)
  }

  /// The same elements, to be changed.
  @_lifetime(borrow self)
  package func mutableParameterGradients(_ range: Range<Int>) -> MutableSpan<Float> {
    unsafe _overrideLifetime(parameterGradients.mutableSpan(range), borrowing: self)
  }

  /// The multiply-adds of an example's forward and backward pass, and those of the last batch that were not skipped.
  package var multiplyAdds: (all: Double, done: Double) {
    plan.operations.reduce((0, 0)) { sum, operation in
      let (all, done) = operation.multiplyAdds(memory)
      return (sum.all + all, sum.done + done)
    }
  }
}
