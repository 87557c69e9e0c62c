public import FledgeNetworks
public import FledgeReference

// One conformance for each layer that has a reference: a new one adds its own here, or beside itself in another module.

extension Linear: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceLinear(inputs: inputs, outputs: outputs, bias: hasBias) }
}

extension TiedLinear: LayerWithReference {
  /// The tied weight is the first of the node's parameters.
  public var reference: (any ReferenceLayer)? { ReferenceTiedLinear(inputs: inputs, outputs: outputs, owner: 0) }
}

extension Flatten: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceIdentity() }
}

extension Reshape: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceIdentity() }
}

extension BatchNorm: LayerWithReference {
  /// As in training, with the statistics of the batch.
  public var reference: (any ReferenceLayer)? { ReferenceBatchNorm(features: features, positions: positions) }
}

extension LayerNorm: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceLayerNorm(features: features) }
}

extension RMSNorm: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceRMSNorm(features: features) }
}

extension Softmax: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceSoftmax() }
}

extension LogSoftmax: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceLogSoftmax() }
}

extension PReLU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferencePReLU(slopes: features) }
}
