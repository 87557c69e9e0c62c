package import FledgeModels
import FledgeNetworks
package import FledgeTensors

/// The weights that lead into the units of one layer.
package struct UnitWeights: Sendable {
  /// What the weights of a unit belong to.
  package enum Source: Sendable, Equatable {
    /// The features of an example, one weight each.
    case features
    /// The units of an earlier layer, one weight each.
    case layer(String)
    /// The window of a convolution: `[channels, kernel, kernel]`.
    case window(TensorShape)
  }

  /// The path of the layer that holds them: the layer itself, or the linear layer or convolution before an activation.
  package let path: String
  package let source: Source
  /// `[units, inputs]`.
  package let weights: Tensor
  package let biases: [Float]?

  /// The weights of a layer's units; `nil` where units have none of their own, as after pooling.
  package init?(_ run: TrainedRun, _ layer: UnitLayer) {
    let network = run.network
    var value = layer.value
    // An activation keeps units apart: theirs are the weights of the layer before it.
    while value > 0, network.nodes[value - 1].parameters.isEmpty || network.nodes[value - 1].isScale {
      let node = network.nodes[value - 1]
      guard node.inputs.count == 1, node.inputShape == node.outputShape, !node.mixesUnits else { return nil }
      value = node.inputs[0]
    }
    guard value > 0, let first = network.nodes[value - 1].parameters.first else { return nil }
    let node = network.nodes[value - 1]
    let all = run.parameters.tensor(at: first)
    switch node.layer {
    case let linear as Linear:
      weights = all
      biases = linear.hasBias ? run.parameters.tensor(at: node.parameters[1]).elements : nil
      source = UnitWeights.source(of: node, in: network)
    case let tied as TiedLinear:
      weights = Tensor(
        shape: [tied.outputs, tied.inputs],
        elements: (0..<tied.outputs * tied.inputs).map {
          all.elements[$0 % tied.inputs * tied.outputs + $0 / tied.inputs]
        })
      biases = run.parameters.tensor(at: node.parameters[1]).elements
      source = UnitWeights.source(of: node, in: network)
    case let convolution as Conv2d:
      weights = all.reshaped(to: [convolution.outputs, all.shape.count / convolution.outputs])
      biases = convolution.hasBias ? run.parameters.tensor(at: node.parameters[1]).elements : nil
      source = .window([all.shape[1], all.shape[2], all.shape[3]])
    default: return nil
    }
    path = node.path
  }

  /// The weights of one unit.
  package func of(_ unit: Int) -> [Float] {
    Array(weights.elements[unit * weights.shape[1]..<(unit + 1) * weights.shape[1]])
  }

  /// What a linear layer reads: the features, where only changes of shape and noise lie between, else a layer's units.
  private static func source(of node: Node, in network: Network) -> Source {
    var value = node.inputs[0]
    while value > 0, let layer = network.nodes[value - 1].layer, layer is Reshape || layer is Flatten || layer.isRandom
    {
      value = network.nodes[value - 1].inputs[0]
    }
    return value == 0 ? .features : .layer(network.nodes[value - 1].path)
  }
}

extension Node {
  /// Whether its parameters scale and shift units one by one.
  fileprivate var isScale: Bool { layer is BatchNorm || layer is PReLU }

  /// Whether a unit of its output depends on other units of its input.
  fileprivate var mixesUnits: Bool {
    layer is Softmax || layer is LogSoftmax || layer is LayerNorm || layer is RMSNorm || layer is MaxPool2d
      || layer is AveragePool2d || layer is Reshape || layer is Flatten
  }
}
