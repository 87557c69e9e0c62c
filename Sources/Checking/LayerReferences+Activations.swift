public import FledgeNetworks
public import FledgeReference

extension ReLU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceReLU() }
}

extension LeakyReLU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceLeakyReLU(slope: Double(slope)) }
}

extension ELU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceELU(alpha: Double(alpha)) }
}

extension SELU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceSELU() }
}

extension GELU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceGELU() }
}

extension TanhGELU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceTanhGELU() }
}

extension SiLU: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceSiLU() }
}

extension Sigmoid: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceSigmoid() }
}

extension Tanh: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceTanh() }
}

extension Softplus: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceSoftplus() }
}

extension HardTanh: LayerWithReference {
  public var reference: (any ReferenceLayer)? { ReferenceHardTanh() }
}
