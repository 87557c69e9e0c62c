public import FledgeNetworks
public import FledgeReference
import FledgeTensors

/// A network in double precision, node by node, with nothing fused, packed or threaded.
///
/// Random layers (dropout, noise) are the identity, as in evaluation; batch normalisation uses the statistics of the
/// batch, as in training. Parameters are one array for each entry of the network's layout, in PyTorch's order of
/// elements; see `Parameters.inDoublePrecision()`.
public struct ReferenceNetwork: Sendable {
  /// The network that is computed.
  public let network: Network
  /// One layer for each node; `nil` for an addition.
  private let layers: [(any ReferenceLayer)?]

  /// Finds the reference of every layer.
  ///
  /// - Throws: `NetworkError.noReference` with the path of the first layer that has none.
  public init(_ network: Network) throws(NetworkError) {
    var layers: [(any ReferenceLayer)?] = []
    for node in network.nodes {
      guard let layer = node.layer else {
        layers.append(nil)
        continue
      }
      let found = layer.isRandom ? ReferenceIdentity() : (layer as? any LayerWithReference)?.reference
      guard let reference = found else {
        throw .noReference(path: node.path, name: layer.name)
      }
      layers.append(reference)
    }
    self.network = network
    self.layers = layers
  }

  /// Every value of the network: the input, then the output of each node, each `[batch, features]`.
  public func values(_ input: [Double], batch: Int, parameters: [[Double]]) -> [[Double]] {
    var values = [input]
    for (node, layer) in zip(network.nodes, layers) {
      let first = values[node.inputs[0]]
      if let layer {
        values.append(layer.forward(first, batch: batch, parameters: node.parameters.map { parameters[$0] }))
      } else {
        values.append(zip(first, values[node.inputs[1]]).map { $0 + $1 })
      }
    }
    return values
  }

  /// The network's output, `[batch, outputs]`.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let values = values(input, batch: batch, parameters: parameters)
    return values[values.count - 1]
  }

  public func loss(_ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss) -> Double {
    loss.value(forward(input, batch: batch, parameters: parameters), batch: batch)
  }

  /// The gradient of the loss by the input and by every parameter, in the order of the network's layout.
  public func gradients(
    _ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss
  ) -> ReferenceGradients {
    let values = values(input, batch: batch, parameters: parameters)
    var valueGradients = values.map { [Double](repeating: 0, count: $0.count) }
    valueGradients[values.count - 1] = loss.gradient(values[values.count - 1], batch: batch)
    var gradients = parameters.map { [Double](repeating: 0, count: $0.count) }
    for (index, node) in network.nodes.enumerated().reversed() {
      let outputGradient = valueGradients[index + 1]
      guard let layer = layers[index] else {
        for input in node.inputs { Self.add(outputGradient, to: &valueGradients[input]) }
        continue
      }
      let shares = layer.backward(
        outputGradient, input: values[node.inputs[0]], batch: batch,
        parameters: node.parameters.map { parameters[$0] })
      Self.add(shares.input, to: &valueGradients[node.inputs[0]])
      for (position, share) in zip(node.parameters, shares.parameters) { Self.add(share, to: &gradients[position]) }
    }
    return ReferenceGradients(input: valueGradients[0], parameters: gradients)
  }

  private static func add(_ share: [Double], to sum: inout [Double]) {
    for index in share.indices { sum[index] += share[index] }
  }
}

extension Parameters {
  /// Every parameter in double precision, in the order of the layout and in PyTorch's order of elements.
  public func inDoublePrecision() -> [[Double]] {
    layout.entries.indices.map { tensor(at: $0).elements.map { Double($0) } }
  }
}
