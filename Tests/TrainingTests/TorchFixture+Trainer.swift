import FledgeNetworks
import FledgeTensors
import FledgeTraining
import TestSupport

extension TorchFixture {
  var width: Int { inputs[0].count / batch }

  /// The network; throws where a layer cannot be expressed.
  func network() throws -> Network {
    try Network(input: inputShape, layers.map { try $0.module() })
  }

  /// Images where the first layer takes them, else one row of features.
  private var inputShape: TensorShape {
    guard let channels = layers[0].channels, let height = layers[0].height, let width = layers[0].width else {
      return [width]
    }
    return [channels, height, width]
  }

  /// The first values of all parameters.
  func initial(_ network: Network) throws -> Parameters {
    var initial = Parameters(layout: network.parameterLayout)
    for parameter in parameters {
      try initial.set(
        parameter.name, to: Tensor(shape: TensorShape(parameter.shape), elements: parameter.values.map { Float($0) }))
    }
    return initial
  }

  /// All batches one after the other.
  var source: ArraySource {
    let features = inputs.flatMap { Self.rows($0, batch) }
    if let labels {
      return ArraySource(features: features, labels: labels.flatMap { $0 }, classes: expected.output.count / batch)
    }
    return ArraySource(features: features, targets: targets.map { $0.flatMap { Self.rows($0, batch) } } ?? features)
  }

  /// Settings that visit the batches in order, once.
  var options: TrainingOptions {
    var options = TrainingOptions()
    options.epochs = 1
    options.batchSize = batch
    options.order = .stored
    options.penalties.includesBiases = true
    options.penalties.l2 = optimizer.l2Penalty ?? 0
    options.clipping.norm = optimizer.clipGlobalNorm
    options.target = targetsAreInputs == true ? .features : .given
    return options
  }

  private static func rows(_ flat: [Double], _ count: Int) -> [[Float]] {
    let width = flat.count / count
    return (0..<count).map { row in flat[row * width..<(row + 1) * width].map { Float($0) } }
  }
}
