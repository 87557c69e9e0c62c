import FledgeKernels
import FledgeNetworks
import FledgeTensors

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
    wantsInputGradient: true, passes: fuses ? ExecutionPlan.passes : [FuseConvReLUPool()],
    stream: RandomStream(seed: 3, .dropout), threads: threads)
  var features = workspace.input(batch: batch)
  copy(input.span, into: &features)
  workspace.forward(batch: batch, mode: mode, step: step)
  var gradient = workspace.outputGradient(batch: batch)
  copy(outputGradient.span, into: &gradient)
  workspace.zeroGradients()
  workspace.backward()
  var result = PassResult()
  let output = workspace.output(batch: batch)
  result.output = output.indices.map { output[$0] }
  let inputGradient = workspace.inputGradient(batch: batch)
  result.inputGradient = inputGradient.indices.map { inputGradient[$0] }
  for entry in network.parameterLayout.entries {
    var elements = [Float](repeating: 0, count: entry.spec.shape.count)
    var target = elements.mutableSpan
    let source = workspace.parameterGradients(entry.range)
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
