package import FledgeDatasets
package import FledgeModels
import FledgeNetworks
import FledgeTensors

/// Switches a unit off, so that it gives 0 for every example, and runs what comes after it again.
package enum UnitAblation {
  /// Sets a unit to 0 and computes the layers after it.
  static func switchOff(_ unit: Int, of layer: UnitLayer, in workspace: inout Workspace, batch: Int) {
    let width = layer.shape.count
    var values = workspace.mutableValue(layer.value, batch: batch)
    for example in 0..<batch {
      for element in layer.elements(of: unit) { values[example * width + element] = 0 }
    }
    workspace.forward(after: layer.value, batch: batch)
  }

  /// The network's answers for a set with one unit switched off; `nil` for the whole network.
  package static func answers(
    of run: TrainedRun, on examples: Dataset, without off: (layer: UnitLayer, unit: Int)? = nil
  ) -> NetworkAnswers {
    var answers = NetworkAnswers(run, count: examples.count)
    let last = run.network.nodes.count
    var batches = ExampleBatches(run, examples)
    batches.visit { workspace, range in
      if let off { switchOff(off.unit, of: off.layer, in: &workspace, batch: range.count) }
      let output = workspace.value(last, batch: range.count)
      answers.add(
        Tensor(
          shape: [range.count, run.network.outputShape.count], elements: output.indices.map { output[$0] }),
        range, of: examples)
    }
    return answers
  }
}
