import FledgeKernels
import FledgeNetworks
import FledgeTensors

/// One layer alone over memory of its own, every piece of which lies between guards.
///
/// The guards hold one NaN of a known bit pattern: a layer that writes there is found out by the pattern, and one that
/// reads there by a NaN in its results.
struct LayerBench {
  /// What a backward pass computed, parameters in PyTorch's order of elements.
  struct Gradients: Equatable {
    var input: [Float]
    var parameters: [[Float]]

    var bits: [UInt32] { (input + parameters.flatMap { $0 }).map(\.bitPattern) }
  }

  let layer: any Layer
  /// The parameters of the layer; for a tied layer the borrowed one stands first.
  let specs: [ParameterSpec]
  let inputs: Int
  let outputs: Int
  private let capacity: Int
  private let parameters: GuardedMemory
  private let gradients: GuardedMemory
  private let statistics: GuardedMemory
  private let saved: GuardedMemory
  /// Input, output, output gradient, input gradient.
  private let values: GuardedMemory
  private let threads: ThreadPool

  /// - Throws: `NetworkError` where the layer cannot take the input.
  init(_ layer: any Layer, input: TensorShape, capacity: Int, threads: ThreadPool) throws(NetworkError) {
    outputs = try layer.outputShape(for: input, path: layer.name).count
    let layer = layer.fitted(to: input)
    self.layer = layer
    inputs = input.count
    self.capacity = capacity
    self.threads = threads
    let tied = (layer as? any TiedLayer).map {
      ParameterSpec(
        "tied weight", $0.tiedShape, role: .weight, storage: .panels, fanIn: $0.tiedShape[0], fanOut: $0.tiedShape[1])
    }
    specs = (tied.map { [$0] } ?? []) + layer.parameters
    parameters = GuardedMemory(counts: specs.map(\.shape.count))
    gradients = GuardedMemory(counts: specs.map(\.shape.count))
    statistics = GuardedMemory(counts: layer.statistics.map(\.shape.count))
    saved = GuardedMemory(counts: layer.saved.map { $0.count(batch: capacity) })
    values = GuardedMemory(counts: [inputs, outputs, outputs, inputs].map { $0 * capacity })
    reset()
  }

  /// Gives statistics their first values, and forgets everything else but the parameters.
  func reset() {
    let key = RandomKey(RandomStream(seed: 0, .initialization))
    for (slot, spec) in layer.statistics.enumerated() {
      statistics.set(slot, to: (spec.initializer ?? .constant(0)).values(for: spec, key: key).elements)
    }
    for slot in 0..<saved.count { saved.forget(slot) }
    for slot in 0..<values.count { values.forget(slot) }
    for slot in 0..<gradients.count { gradients.set(slot, repeating: 0) }
  }

  /// Sets a parameter from PyTorch's order of elements.
  func setParameter(_ slot: Int, to elements: [Float]) { parameters.set(slot, to: stored(elements, specs[slot])) }

  /// Sets a parameter's gradient from PyTorch's order of elements.
  func setGradient(_ slot: Int, to elements: [Float]) { gradients.set(slot, to: stored(elements, specs[slot])) }

  /// The statistics as they are now.
  func statisticValues() -> [[Float]] { (0..<statistics.count).map { statistics.values($0) } }

  /// Computes the output of a batch; whatever stood in its memory is forgotten first.
  func forward(_ input: [Float], batch: Int, mode: Mode, key: RandomKey) -> [Float] {
    values.set(0, to: input)
    values.forget(1)
    let memory = values.slots
    var output = memory.mutable(1)
    var rows = output._mutatingExtracting(0..<batch * outputs)
    layer.forward(
      memory[0].extracting(0..<batch * inputs), into: &rows, context: pass(batch: batch, mode: mode, key: key))
    return values.values(1, count: batch * outputs)
  }

  /// Computes the gradients of the batch that `forward` saw; the parameters' start from what stands there.
  func backward(
    _ outputGradient: [Float], batch: Int, mode: Mode, key: RandomKey, wantsInputGradient: Bool = true
  ) -> Gradients {
    values.set(2, to: outputGradient)
    values.forget(3)
    let memory = values.slots
    var inputGradient = memory.mutable(3)
    var rows = inputGradient._mutatingExtracting(0..<(wantsInputGradient ? batch * inputs : 0))
    layer.backward(
      memory[2].extracting(0..<batch * outputs), into: &rows, input: memory[0].extracting(0..<batch * inputs),
      output: memory[1].extracting(0..<batch * outputs), context: pass(batch: batch, mode: mode, key: key))
    return Gradients(
      input: wantsInputGradient ? values.values(3, count: batch * inputs) : [],
      parameters: specs.indices.map { inPyTorchOrder(gradients.values($0), specs[$0]) })
  }

  /// Whether all guards stand, and with them what lies behind the rows of a batch.
  func isIntact(batch: Int) -> Bool {
    [parameters, gradients, statistics, saved, values].allSatisfy(\.isIntact)
      && values.isForgotten(1, from: batch * outputs) && values.isForgotten(3, from: batch * inputs)
  }

  private func pass(batch: Int, mode: Mode, key: RandomKey) -> LayerContext {
    LayerContext(
      batch: batch, mode: mode, key: key, threads: threads, parameters: parameters.slots, gradients: gradients.slots,
      statistics: statistics.slots, saved: saved.slots)
  }

  private func stored(_ elements: [Float], _ spec: ParameterSpec) -> [Float] {
    guard spec.storage == .panels else { return elements }
    var panels = elements
    var target = panels.mutableSpan
    Panels.pack(elements.span, into: &target, rows: spec.shape[1], columns: spec.shape[0])
    return panels
  }

  private func inPyTorchOrder(_ elements: [Float], _ spec: ParameterSpec) -> [Float] {
    guard spec.storage == .panels else { return elements }
    var rows = elements
    var target = rows.mutableSpan
    Panels.unpack(elements.span, into: &target, rows: spec.shape[1], columns: spec.shape[0])
    return rows
  }
}
