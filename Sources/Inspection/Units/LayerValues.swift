package import FledgeDatasets
import FledgeKernels
package import FledgeModels
import FledgeNetworks
import FledgeTensors

/// Every value of a network for one example, and what the input's values do to one output.
package struct LayerValues: Sendable {
  /// The input and the output of each layer, in the order of `Network.unitLayers`.
  package let values: [[Float]]
  /// The gradient of one output by each feature, in the unit that the network sees; empty where none was asked for.
  package let inputGradient: [Float]

  /// Runs a network on one example.
  ///
  /// - Parameters:
  ///   - output: the output whose gradient by the input is wanted.
  ///   - off: a unit that gives 0.
  package init(
    _ run: TrainedRun, _ examples: Dataset, at example: Int, gradientOf output: Int? = nil,
    without off: (layer: UnitLayer, unit: Int)? = nil
  ) {
    let network = run.network
    var workspace = Workspace(
      network: network, parameters: run.parameters.snapshot(), statistics: run.statistics.snapshot(), capacity: 1,
      learns: output != nil, wantsInputGradient: output != nil, stream: RandomStream(seed: 0, .dropout),
      threads: .serial)
    var input = workspace.input(batch: 1)
    examples.readFeatures(of: [Int32(example)].span, into: &input, key: nil, threads: .serial)
    workspace.forward(batch: 1, mode: .evaluation, step: 0, everyValue: true)
    if let off { UnitAblation.switchOff(off.unit, of: off.layer, in: &workspace, batch: 1) }
    values = (0...network.nodes.count).map { index in
      let span = workspace.value(index, batch: 1)
      return span.indices.map { span[$0] }
    }
    guard let output, output < network.outputShape.count else {
      inputGradient = []
      return
    }
    var gradient = workspace.outputGradient(batch: 1)
    for index in gradient.indices { gradient[index] = index == output ? 1 : 0 }
    workspace.zeroGradients()
    workspace.backward()
    let found = workspace.inputGradient(batch: 1)
    inputGradient = found.indices.map { found[$0] }
  }
}
