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
  package let team: ThreadTeam
  package let values: ValueMemory
  package let valueGradients: ValueMemory?
  /// The gradients of all parameters, in the parameters' layout.
  package let parameterGradients: Arena
  /// Whether dropout and noise do nothing even in training, as gradient checks want it.
  var silencesRandomLayers = false
  private var passes: [Pass]
  private let needsGradient: [Bool]
  /// For each input of each node: whether a later node has written that value's gradient before.
  private let addsToGradient: [[Bool]]
  private let scratch: Arena
  /// Where a convolution, ReLU and pooling begin that run as one, which leaves the two values within unwritten.
  private let pooled: [(any Layer)?]

  /// Plans the memory.
  ///
  /// - Parameters:
  ///   - parameters: what the network computes with; training changes it in place.
  ///   - statistics: what batch normalisation measures; training changes it in place.
  ///   - capacity: the largest batch.
  ///   - learns: whether `backward` will be called; without it no gradients are planned.
  ///   - wantsInputGradient: whether the gradient of the network's input is wanted too.
  package init(
    network: Network, parameters: Parameters, statistics: Parameters, capacity: Int, learns: Bool,
    wantsInputGradient: Bool = false, stream: RandomStream, team: ThreadTeam
  ) {
    self.network = network
    self.capacity = capacity
    self.stream = stream
    self.team = team
    values = ValueMemory(network: network, capacity: capacity)
    valueGradients = learns ? ValueMemory(network: network, capacity: capacity) : nil
    parameterGradients = Arena(count: learns ? network.parameterLayout.bufferCount : 0)
    let largest = (0...network.nodes.count).map { network.shape(ofValue: $0).count }.max() ?? 0
    scratch = Arena(count: learns && network.nodes.contains { $0.layer == nil } ? largest * capacity : 0)

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

    let pooled = network.nodes.indices.map { PooledConv2d(network.nodes, at: $0) }
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
    let saved = Arena(count: savedEnd)
    var passes: [Pass] = []
    for (node, savedRanges) in zip(network.nodes, savedRanges) {
      let ranges = node.parameters.map { network.parameterLayout.entries[$0].range }
      passes.append(
        Pass(
          batch: 0, mode: .evaluation, draw: Draw(stream), team: team,
          parameters: Slots(parameters.arena, ranges), gradients: Slots(parameterGradients, learns ? ranges : []),
          statistics: Slots(statistics.arena, node.statistics.map { network.statisticsLayout.entries[$0].range }),
          saved: Slots(saved, savedRanges)))
    }
    self.passes = passes
    byteCount =
      4
      * (values.count + (valueGradients?.count ?? 0) + parameterGradients.count + scratch.count + saved.count)
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

  /// Computes the values up to `last`, or all of them; the last one has no others that it leaves out.
  package mutating func forward(batch: Int, mode: Mode, step: UInt64, upTo last: Int? = nil) {
    precondition(batch <= capacity, "Workspace: planned for batches of \(capacity), found \(batch)")
    let values = values
    let end = last ?? network.nodes.count
    var index = 0
    while index < end {
      defer { index += 1 }
      let node = network.nodes[index]
      let input = values.span(node.inputs[0], batch: batch)
      if let layer = pooled[index], index + PooledConv2d.nodes <= end {
        passes[index].begin(batch: batch, mode: mode, draw: Draw(stream))
        var output = values.mutable(index + PooledConv2d.nodes, batch: batch)
        layer.forward(input, into: &output, pass: passes[index])
        index += PooledConv2d.nodes - 1
        continue
      }
      var output = values.mutable(index + 1, batch: batch)
      switch node.operation {
      case .layer(let layer):
        let draw = Draw(stream, layer: UInt32(node.randomIndex), step: step)
        let isSilent = silencesRandomLayers && layer.isRandom
        passes[index].begin(batch: batch, mode: isSilent ? .evaluation : mode, draw: draw)
        layer.forward(input, into: &output, pass: passes[index])
      case .add:
        add(input, values.span(node.inputs[1], batch: batch), into: &output, team: team)
      }
    }
  }

  /// Computes all gradients from that of the output, which stands in `outputGradient`; adds to those of parameters.
  package mutating func backward(batch: Int) {
    guard let valueGradients else { preconditionFailure("Workspace: planned without gradients") }
    let last = network.nodes.count
    // Loops over ranges: the iterators of arrays, reversed and enumerated sequences allocate in debug builds.
    for step in 0..<last where needsGradient[last - step] && !isWithinPooled(last - 1 - step) {
      let index = last - 1 - step
      let node = network.nodes[index]
      let result = pooled[index] == nil ? index + 1 : index + PooledConv2d.nodes
      let outputGradient = valueGradients.span(result, batch: batch)
      for place in 0..<node.inputs.count {
        let input = node.inputs[place]
        let isSecond = addsToGradient[index][place] && needsGradient[input]
        switch node.operation {
        case .layer(let alone):
          let layer = pooled[index] ?? alone
          let output = values.span(result, batch: batch)
          if isSecond {
            var share = scratch.mutableSpan(0..<batch * node.inputShape.count)
            layer.backward(
              outputGradient, into: &share, input: values.span(input, batch: batch), output: output,
              pass: passes[index])
            var sum = valueGradients.mutable(input, batch: batch)
            addScaled(share.span, by: 1, to: &sum, team: team)
          } else {
            var inputGradient = valueGradients.mutable(input, batch: needsGradient[input] ? batch : 0)
            layer.backward(
              outputGradient, into: &inputGradient, input: values.span(input, batch: batch), output: output,
              pass: passes[index])
          }
        case .add:
          guard needsGradient[input] else { continue }
          var inputGradient = valueGradients.mutable(input, batch: batch)
          if isSecond {
            addScaled(outputGradient, by: 1, to: &inputGradient, team: team)
          } else {
            copy(outputGradient, into: &inputGradient)
          }
        }
      }
    }
  }

  /// Whether the work of a node is done by the pooled convolution that begins before it.
  private func isWithinPooled(_ index: Int) -> Bool {
    for before in 1..<PooledConv2d.nodes where index >= before && pooled[index - before] != nil { return true }
    return false
  }

  /// The gradient of the network's output, `[batch, outputs]`, to be filled before `backward`.
  @_lifetime(borrow self)
  package func outputGradient(batch: Int) -> MutableSpan<Float> {
    guard let valueGradients else { preconditionFailure("Workspace: planned without gradients") }
    let span = valueGradients.mutable(network.nodes.count, batch: batch)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Sets the gradients of all parameters to zero.
  package func zeroGradients() {
    var all = parameterGradients.mutableSpan(0..<parameterGradients.count)
    fill(&all, with: 0, team: team)
  }
}
