import FledgeChecking
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeNetworks
package import FledgePages
import FledgeTensors
import FledgeTraining

/// Six gradients of an untrained network with 128 tanh units, by back-propagation and by finite differences.
package struct GradientTable {
  /// One weight, as table 1 of the report names it.
  package struct Row {
    let name: String
    let weight: String
    /// (E(w + ε) − E(w − ε)) / 2ε in single precision, ε = 10⁻².
    package let singleDifference: Double
    /// Back-propagation by the kernels.
    package let singleGradient: Double
    /// The same difference in double precision, ε = 10⁻².
    let wideDifference: Double
    /// The difference in double precision with ε = 10⁻⁵.
    package let narrowDifference: Double
    /// Back-propagation in double precision.
    package let doubleGradient: Double
  }

  package let rows: [Row]

  /// The weights of table 1: the last bias of each layer, two weights between each pair of layers.
  private static let chosen: [(name: String, path: String, row: Int, column: Int)] = [
    ("Output bias", "2.bias", 9, 0), ("Hidden bias", "0.bias", 127, 0),
    ("Input to Hidden i", "0.weight", 0, 350), ("Input to Hidden ii", "0.weight", 1, 406),
    ("Hidden to Output i", "2.weight", 0, 0), ("Hidden to Output ii", "2.weight", 1, 1),
  ]

  package init(_ context: ReproductionContext) throws {
    let settings = Shi.Configuration.momentum
    let sample = try context.data(for: settings).training.prefix(1)
    let network = try settings.network(features: sample.featureShape.count, outputs: sample.classCount)
    let parameters = network.initialized(with: settings.initializer.initializer, seed: 0)
    let batch = CheckedBatch(features: sample.featureRows(), labels: sample.labels.map { Int($0) })
    let check = try GradientCheck(network: network, loss: SoftmaxCrossEntropy(), parameters: parameters, batch: batch)
    let gradients = try check.inSingle()
    let reference = try ReferenceNetwork(network)
    let loss = SoftmaxCrossEntropy().reference(labels: batch.labels, targets: [])
    let input = batch.features.elements.map { Double($0) }
    let point = parameters.inDoublePrecision()
    rows = try Self.chosen.map { name, path, row, column in
      let tensor = parameters.layout.index(of: path) ?? 0
      let shape = parameters.tensor(at: tensor).shape
      let index = shape.rank == 1 ? row : row * shape[1] + column
      func double(_ step: Double) -> Double {
        guard let loss else { return .nan }
        let ends = [-step, step].map { change in
          var changed = point
          changed[tensor][index] += change
          return reference.loss(input, batch: 1, parameters: changed, loss: loss)
        }
        return (ends[1] - ends[0]) / (2 * step)
      }
      func single(_ step: Float) throws -> Double {
        let ends = try [-step, step].map { change in
          var elements = parameters.tensor(at: tensor).elements
          elements[index] += change
          var changed = parameters
          try changed.set(path, to: Tensor(shape: shape, elements: elements))
          let evaluator = Evaluator(
            network: network, loss: SoftmaxCrossEntropy(), parameters: changed,
            statistics: network.initialStatistics())
          return (weight: Double(elements[index]), loss: evaluator.evaluate(sample).loss)
        }
        return (ends[1].loss - ends[0].loss) / (ends[1].weight - ends[0].weight)
      }
      let found = gradients.rows.first { $0.path == path && $0.index == index }
      return Row(
        name: name, weight: shape.rank == 1 ? "\(path) \(row)" : "\(path) \(row), \(column)",
        singleDifference: try single(1e-2), singleGradient: found?.backprop ?? .nan, wideDifference: double(1e-2),
        narrowDifference: double(1e-5), doubleGradient: found?.numerical ?? .nan)
    }
  }

  /// The report's own table: numerical, back-propagation and absolute difference, as printed.
  package static let published: [(name: String, numerical: Published, backprop: Published, difference: Published)] = [
    ("Output bias", "-0.001305", "-0.001309", "4e-06"), ("Hidden bias", "-9.77e-05", "0.000229", "0.000327"),
    ("Input to Hidden i", "-6.390e-05", "0.0002208", "0.00028"),
    ("Input to Hidden ii", "-0.000137", "0.000221", "0.0003585"),
    ("Hidden to Output i", "-0.0021", "-0.00208", "2.08e-5"),
    ("Hidden to Output ii", "0.0204", "0.02035", "0.000102"),
  ]
}
