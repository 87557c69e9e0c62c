import FledgeKernels
import FledgeNetworks
import FledgeTensors

/// Numbers in [−scale, scale) that look random and do not come from a kernel.
func values(_ count: Int, seed: UInt64 = 1, scale: Float = 1) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return scale * (Float(state >> 40) * 0x1p-23 - 1)
  }
}

/// The results of one forward and backward pass.
struct PassResult: Equatable {
  var output: [Float] = []
  var inputGradient: [Float] = []
  /// In the layout's order, each in PyTorch's order of elements.
  var gradients: [[Float]] = []
  var statistics: [[Float]] = []

  var bits: [UInt32] {
    (output + inputGradient + gradients.flatMap { $0 } + statistics.flatMap { $0 }).map(\.bitPattern)
  }
}

/// One forward and backward pass of a network.
func pass(
  _ network: Network, _ parameters: Parameters, input: [Float], outputGradient: [Float], mode: Mode = .training,
  step: UInt64 = 0, fuses: Bool = false, threads: ThreadPool = .serial
) -> PassResult {
  let batch = input.count / network.inputShape.count
  let statistics = network.initialStatistics()
  var workspace = Workspace(
    network: network, parameters: parameters, statistics: statistics, capacity: batch, learns: true,
    wantsInputGradient: true, fuses: fuses, stream: RandomStream(seed: 3, .dropout), threads: threads)
  let (values, memory) = (workspace.values, workspace.parameterGradients)
  guard let valueGradients = workspace.valueGradients else { return PassResult() }
  let last = network.nodes.count
  var features = values.mutable(0, batch: batch)
  copy(input.span, into: &features)
  workspace.forward(batch: batch, mode: mode, step: step)
  var gradient = valueGradients.mutable(last, batch: batch)
  copy(outputGradient.span, into: &gradient)
  workspace.zeroGradients()
  workspace.backward(batch: batch)
  var result = PassResult()
  let output = values.span(last, batch: batch)
  result.output = output.indices.map { output[$0] }
  let inputGradient = valueGradients.span(0, batch: batch)
  result.inputGradient = inputGradient.indices.map { inputGradient[$0] }
  for entry in network.parameterLayout.entries {
    var elements = [Float](repeating: 0, count: entry.spec.shape.count)
    var target = elements.mutableSpan
    let source = memory.span(entry.range)
    if entry.spec.storage == .panels {
      Panels.unpack(source, into: &target, rows: entry.spec.shape[1], columns: entry.spec.shape[0])
    } else {
      copy(source, into: &target)
    }
    result.gradients.append(elements)
  }
  result.statistics = statistics.layout.entries.indices.map { statistics.tensor(at: $0).elements }
  return result
}

/// A network with every kind of node: a named block, a residual block, a tied weight, normalisation and dropout.
func everyKindOfNode() throws -> Network {
  try Network(
    input: [2, 6],
    [
      Flatten(), Block("encoder", [Linear(12, 40), BatchNorm(40), ReLU(), Dropout(0.2), Linear(40, 8)]),
      Residual([LayerNorm(8), Linear(8, 8, bias: false), GELU()]), GaussianNoise(0.05),
      Block("decoder", [TiedLinear(8, 40, tiedTo: "encoder.4.weight"), Tanh(), Linear(40, 5)]),
    ])
}
