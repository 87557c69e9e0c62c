import FledgeDatasets
import FledgeKernels
import FledgeNetworks
import FledgeTensors

/// The ReLU units of one layer that are 0 for all examples, so that nothing trains them.
struct DeadUnits {
  /// The layer's path in the network.
  let path: String
  let dead: Int
  let all: Int
  /// The examples that were looked at.
  let examples: Int

  /// The most training examples to look at.
  static let mostExamples = 10_000

  /// Counts the dead units of every ReLU; a channel of pictures is one unit.
  ///
  /// Stops reading at the first examples that have shown every unit alive.
  static func count(_ result: ExperimentResult, on training: Dataset) -> [DeadUnits] {
    let network = result.network
    let predictor = Predictor(
      network: network, parameters: result.parameters, statistics: result.statistics)
    let limit = min(training.count, mostExamples)
    return network.nodes.indices.compactMap { index in
      let node = network.nodes[index]
      guard node.layer is ReLU else { return nil }
      let units = node.outputShape.rank == 3 ? node.outputShape[0] : node.outputShape.count
      var isSilent = [Bool](repeating: true, count: units)
      for start in stride(from: 0, to: limit, by: 250) {
        let rows = training.subset(start..<min(limit, start + 250))
        var values = [Float](repeating: 0, count: rows.count * rows.featureShape.count)
        let all = (0..<Int32(rows.count)).map { $0 }
        var span = values.mutableSpan
        rows.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
        let input = Tensor(shape: [rows.count, rows.featureShape.count], elements: values)
        guard let output = try? predictor.output(for: input, upTo: index + 1) else { return nil }
        let (width, part) = (node.outputShape.count, node.outputShape.count / units)
        for (position, value) in output.elements.enumerated() where value > 0 {
          isSilent[position % width / part] = false
        }
        if !isSilent.contains(true) { break }
      }
      return DeadUnits(path: node.path, dead: isSilent.count { $0 }, all: units, examples: limit)
    }
  }
}
