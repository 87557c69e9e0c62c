package import FledgeKernels
import FledgeTensors

/// The memory that one network works in: activations, gradients and scratch for the largest batch.
///
/// Everything is planned once; `forward` and `backward` allocate nothing. One workspace belongs to one caller at a
/// time, so it cannot be copied.
public struct Workspace: ~Copyable {
  /// The network that is executed.
  public let network: Network
  /// The largest batch that fits.
  public let capacity: Int
  /// The bytes that activations, gradients and scratch take.
  public let byteCount: Int
  /// The random numbers of dropout and noise; every layer and step has its own.
  package let stream: RandomStream
  package private(set) var threads: ThreadPool
  package internal(set) var values: ValueMemory
  package let valueGradients: ValueMemory?
  /// The gradients of all parameters, in the parameters' layout.
  package let parameterGradients: AlignedBuffer<Float>
  /// Whether dropout and noise do nothing even in training, as gradient checks want it.
  package var silencesRandomLayers = false
  private var contexts: [LayerContext]
  private let needsGradient: [Bool]
  /// For each input of each node: whether a later node has written that value's gradient before.
  private let addsToGradient: [[Bool]]
  private let scratch: AlignedBuffer<Float>
  /// Where a convolution, ReLU and pooling begin that run as one, which leaves the two values within unwritten.
  private let pooled: [(any Layer)?]
  /// The steps that are executed as one; empty where every layer is to run by itself.
  var fusedLinears: [Box<FusedLinear>?]
  /// Another place for the network's input: all values, and the steps with what is known of that input.
  var spare: (values: ValueMemory, fusedLinears: [Box<FusedLinear>?])?
  /// Whether a node's work is done by the dense step that begins before it.
  private let isInsideFusedLinear: [Bool]
  /// The parameters whose gradients layers add to, so that they must be zero first.
  private let accumulated: [Range<Int>]
  /// The places of the parameters that a `FusedUpdate` changes.
  package let denseParameters: Set<Int>

  /// Plans the memory.
  ///
  /// - Parameters:
  ///   - parameters: what the network computes with; training changes it in place.
  ///   - statistics: what batch normalisation measures; training changes it in place.
  ///   - capacity: the largest batch.
  ///   - learns: whether `backward` will be called; without it no gradients are planned.
  ///   - wantsInputGradient: whether the gradient of the network's input is wanted too.
  ///   - hasSpareInput: whether a second batch of inputs is to find room.
  ///   - fuses: whether linear layers run as one with what follows them, which leaves the values and gradients in
  ///     between unwritten.
  package init(
    network: Network, parameters: Parameters, statistics: Parameters, capacity: Int, learns: Bool,
    wantsInputGradient: Bool = false, hasSpareInput: Bool = false, fuses: Bool = false, precision: Precision = .fp32,
    stream: RandomStream, threads: ThreadPool
  ) {
    self.network = network
    self.capacity = capacity
    self.stream = stream
    self.threads = threads
    values = ValueMemory(network: network, capacity: capacity, hasSpareInput: hasSpareInput)
    valueGradients = learns ? ValueMemory(network: network, capacity: capacity) : nil
    parameterGradients = AlignedBuffer<Float>(count: learns ? network.parameterLayout.bufferCount : 0)
    let largest = (0...network.nodes.count).map { network.shape(ofValue: $0).count }.max() ?? 0
    scratch = AlignedBuffer<Float>(count: learns && network.nodes.contains { $0.layer == nil } ? largest * capacity : 0)

    var needs = [wantsInputGradient]
    for node in network.nodes {
      needs.append(learns && (!node.parameters.isEmpty || node.inputs.contains { needs[$0] }))
    }
    needsGradient = needs
    var isWritten = [Bool](repeating: false, count: needs.count)
    var adds: [[Bool]] = []
    for node in network.nodes.reversed() {
      adds.append(
        node.inputs.map { input in
          defer { isWritten[input] = true }
          return isWritten[input]
        })
    }
    addsToGradient = adds.reversed()
    var fusedLinears =
      fuses
      ? FusedLinear.all(in: network, precision: precision) : [FusedLinear?](repeating: nil, count: network.nodes.count)
    FusedLinear.planZeros(&fusedLinears, capacity: capacity)
    self.fusedLinears = fusedLinears.map { $0.map(Box.init) }
    let spareLinears = hasSpareInput ? FusedLinear.forSpareInput(fusedLinears, capacity: capacity) : []
    spare = hasSpareInput ? (values.withSpareInput, spareLinears.map { $0.map(Box.init) }) : nil
    var isWithin = [Bool](repeating: false, count: network.nodes.count)
    for case let step? in fusedLinears { for node in step.node + 1..<step.output { isWithin[node] = true } }
    isInsideFusedLinear = isWithin
    let dense = Set(fusedLinears.flatMap { $0?.parameters ?? [] })
    denseParameters = dense
    let entries = network.parameterLayout.entries
    accumulated = entries.indices.filter { !dense.contains($0) }.map { entries[$0].range }

    let pooled = network.nodes.indices.map { FusedConvReLUPool(network.nodes, at: $0) }
    // As layers, so that no step has to make one.
    self.pooled = pooled.map { $0 }
    var savedEnd = 0
    let savedRanges = zip(network.nodes, pooled).map { node, pooled in
      (pooled?.saved ?? node.layer?.saved ?? []).map { values in
        let range = savedEnd..<savedEnd + values.count(batch: capacity)
        savedEnd = (range.upperBound + 15) / 16 * 16
        return range
      }
    }
    let saved = AlignedBuffer<Float>(count: savedEnd)
    var contexts: [LayerContext] = []
    for (node, savedRanges) in zip(network.nodes, savedRanges) {
      let ranges = node.parameters.map { network.parameterLayout.entries[$0].range }
      contexts.append(
        LayerContext(
          batch: 0, mode: .evaluation, key: RandomKey(stream), threads: threads,
          parameters: ParameterViews(parameters.arena, ranges),
          gradients: ParameterViews(parameterGradients, learns ? ranges : []),
          statistics: ParameterViews(
            statistics.arena, node.statistics.map { network.statisticsLayout.entries[$0].range }),
          saved: ParameterViews(saved, savedRanges)))
    }
    self.contexts = contexts
    byteCount =
      4
      * (values.count + (valueGradients?.count ?? 0) + parameterGradients.count + scratch.count + saved.count)
      + (fusedLinears + spareLinears.filter { $0?.input == 0 }).reduce(0) { $0 + ($1?.maskByteCount ?? 0) }
  }

  /// Lets another team, or one thread alone, do what comes; the bits are the same.
  package mutating func use(_ threads: ThreadPool) {
    guard threads !== self.threads else { return }
    self.threads = threads
    for index in 0..<contexts.count { contexts[index].threads = threads }
  }

  /// The memory of the network's input, `[batch, inputs]`, to be filled before `forward`.
  @_lifetime(borrow self)
  package func input(batch: Int) -> MutableSpan<Float> {
    let span = values.mutable(0, batch: batch)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// What `forward` computed for value `index`, `[batch, features]`.
  @_lifetime(borrow self)
  package func value(_ index: Int, batch: Int) -> Span<Float> {
    let span = values.span(index, batch: batch)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Computes the values up to `last`, or all of them.
  ///
  /// - Parameters:
  ///   - everyValue: whether the values within steps that run as one are wanted too.
  ///   - knowsInputZeros: whether the input was written by `InputBuffer.fill`.
  package mutating func forward(
    batch: Int, mode: Mode, step: UInt64, upTo last: Int? = nil, everyValue: Bool = false,
    hasInputMask: Bool = false
  ) {
    precondition(batch <= capacity, "Workspace: planned for batches of \(capacity), found \(batch)")
    let values = values
    let end = last ?? network.nodes.count
    var index = 0
    while index < end {
      if let dense = fusedLinears[index], dense.value.output <= end, !everyValue {
        contexts[index].begin(batch: batch, mode: mode, key: RandomKey(stream))
        forward(dense, step: step, hasInputMask: hasInputMask)
        index = dense.value.output
        continue
      }
      let node = network.nodes[index]
      let input = values.span(node.inputs[0], batch: batch)
      if let layer = pooled[index], index + FusedConvReLUPool.nodes <= end, !everyValue {
        contexts[index].begin(batch: batch, mode: mode, key: RandomKey(stream))
        var output = values.mutable(index + FusedConvReLUPool.nodes, batch: batch)
        layer.forward(input, into: &output, context: contexts[index])
        index += FusedConvReLUPool.nodes
        continue
      }
      var output = values.mutable(index + 1, batch: batch)
      switch node.operation {
      case .layer(let layer):
        let key = RandomKey(stream, layer: UInt32(node.randomIndex), step: step)
        let isSilent = silencesRandomLayers && layer.isRandom
        contexts[index].begin(batch: batch, mode: isSilent ? .evaluation : mode, key: key)
        layer.forward(input, into: &output, context: contexts[index])
      case .add:
        add(input, values.span(node.inputs[1], batch: batch), into: &output, threads: threads)
      }
      index += 1
    }
  }

  private func forward(_ dense: Box<FusedLinear>, step: UInt64, hasInputMask: Bool) {
    let context = contexts[dense.value.node]
    if dense.value.input != 0 || !hasInputMask { dense.value.findZeros(values, context: context) }
    var key: RandomKey?
    if context.mode == .training, let dropout = dense.value.dropout {
      key = RandomKey(stream, layer: UInt32(network.nodes[dropout.node].randomIndex), step: step)
    }
    dense.value.forward(values, context: context, dropoutKey: key)
  }

  /// Computes all gradients from that of the output, which stands in `outputGradient`.
  ///
  /// Layers that run by themselves add to the gradients of their parameters.
  /// - Parameter update: what dense steps do to their parameters in place of writing gradients.
  package mutating func backward(batch: Int, update: FusedUpdate? = nil) {
    guard let valueGradients else { preconditionFailure("Workspace: planned without gradients") }
    let last = network.nodes.count
    // Loops over ranges: the iterators of arrays, reversed and enumerated sequences allocate in debug builds.
    for step in 0..<last where needsGradient[last - step] && !isInsideFusedConv(last - 1 - step) {
      let index = last - 1 - step
      if isInsideFusedLinear[index] { continue }
      if let dense = fusedLinears[index] {
        backward(dense, valueGradients, update: update)
        continue
      }
      let node = network.nodes[index]
      let result = pooled[index] == nil ? index + 1 : index + FusedConvReLUPool.nodes
      let outputGradient = valueGradients.span(result, batch: batch)
      for position in 0..<node.inputs.count {
        let input = node.inputs[position]
        let isSecond = addsToGradient[index][position] && needsGradient[input]
        switch node.operation {
        case .layer(let alone):
          let layer = pooled[index] ?? alone
          let output = values.span(result, batch: batch)
          if isSecond {
            var share = scratch.mutableSpan(0..<batch * node.inputShape.count)
            layer.backward(
              outputGradient, into: &share, input: values.span(input, batch: batch), output: output,
              context: contexts[index])
            var sum = valueGradients.mutable(input, batch: batch)
            addScaled(share.span, by: 1, to: &sum, threads: threads)
          } else {
            var inputGradient = valueGradients.mutable(input, batch: needsGradient[input] ? batch : 0)
            layer.backward(
              outputGradient, into: &inputGradient, input: values.span(input, batch: batch), output: output,
              context: contexts[index])
          }
        case .add:
          guard needsGradient[input] else { continue }
          var inputGradient = valueGradients.mutable(input, batch: batch)
          if isSecond {
            addScaled(outputGradient, by: 1, to: &inputGradient, threads: threads)
          } else {
            copy(outputGradient, into: &inputGradient)
          }
        }
      }
    }
  }

  /// Whether the work of a node is done by the pooled convolution that begins before it.
  private func isInsideFusedConv(_ index: Int) -> Bool {
    for before in 1..<FusedConvReLUPool.nodes where index >= before && pooled[index - before] != nil { return true }
    return false
  }

  /// The gradient of the weights comes last: an update changes what the gradient of the input is made from.
  private func backward(_ dense: Box<FusedLinear>, _ gradients: ValueMemory, update: FusedUpdate?) {
    let context = contexts[dense.value.node]
    dense.value.applyOutputDerivative(values, gradients, context: context)
    if needsGradient[dense.value.input] {
      if let maker = dense.value.producer {
        var product = gradients.mutable(maker.node + 1, batch: context.batch)
        dense.value.inputGradient(values, gradients, into: &product, context: context)
      } else if addsToGradient[dense.value.node][0] {
        var share = scratch.mutableSpan(0..<context.batch * dense.value.layer.inputs)
        dense.value.inputGradient(values, gradients, into: &share, context: context)
        var sum = gradients.mutable(dense.value.input, batch: context.batch)
        addScaled(share.span, by: 1, to: &sum, threads: threads)
      } else {
        var inputGradient = gradients.mutable(dense.value.input, batch: context.batch)
        dense.value.inputGradient(values, gradients, into: &inputGradient, context: context)
      }
    }
    dense.value.weightGradient(values, gradients, update: update, context: context)
  }

  /// The gradient of the network's output, `[batch, outputs]`, to be filled before `backward`.
  @_lifetime(borrow self)
  package func outputGradient(batch: Int) -> MutableSpan<Float> {
    guard let valueGradients else { preconditionFailure("Workspace: planned without gradients") }
    let span = valueGradients.mutable(network.nodes.count, batch: batch)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// The multiply-adds of an example's forward and backward pass: those of dense products, and those of the last batch
  /// that zeros did not spare.
  package var multiplyAdds: (all: Double, done: Double) {
    var (all, done) = (0.0, 0.0)
    for (index, node) in network.nodes.enumerated() {
      let (cost, backward) = (Double(node.multiplyAdds), needsGradient[node.inputs[0]] ? 1.0 : 0.0)
      let density = fusedLinears[index]?.value.densities ?? (input: 1, output: 1)
      all += cost * (2 + backward)
      done += cost * (2 * density.input + backward * density.output)
    }
    return (all, done)
  }

  /// Sets the gradients that layers add to to zero.
  package func zeroGradients() {
    for index in 0..<accumulated.count {
      var gradients = parameterGradients.mutableSpan(accumulated[index])
      fill(&gradients, with: 0, threads: threads)
    }
  }
}
