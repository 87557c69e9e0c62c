public import FledgeNetworks
public import FledgeReference

/// A layer whose mathematics is also written in plain double precision, which `checkLayer` and `GradientCheck` compare
/// its kernels with.
///
/// A layer without one is checked in single precision only.
public protocol LayerWithReference: Layer {
  /// The layer in double precision; `nil` while it cannot be made, as for images of unknown size.
  var reference: (any ReferenceLayer)? { get }
}
