public import FledgeNetworks
public import FledgeReference

/// A loss that is also written in plain double precision.
///
/// A loss without one is checked in single precision only.
public protocol LossWithReference: Loss {
  /// The loss of one batch in double precision.
  ///
  /// - Parameters:
  ///   - labels: `[batch]`.
  ///   - targets: `[batch, outputs]`, or empty where labels are meant.
  func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)?
}

extension SoftmaxCrossEntropy: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    let smoothing = Double(labelSmoothing)
    guard targets.isEmpty else {
      return ReferenceDenseSoftmaxCrossEntropy(targets: targets, labelSmoothing: smoothing)
    }
    return ReferenceSoftmaxCrossEntropy(labels: labels, labelSmoothing: smoothing)
  }
}

extension NegativeLogLikelihood: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceNegativeLogLikelihood(labels: labels)
  }
}

extension ProbabilityCrossEntropy: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceProbabilityCrossEntropy(labels: labels)
  }
}

extension SigmoidBinaryCrossEntropy: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceSigmoidBinaryCrossEntropy(targets: targets, reduction: reduction.reference)
  }
}

extension SquaredError: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceMeanSquaredError(targets: targets, reduction: reduction.reference)
  }
}

extension AbsoluteError: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceMeanAbsoluteError(targets: targets, reduction: reduction.reference)
  }
}

extension HuberLoss: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceHuber(targets: targets, delta: Double(delta), reduction: reduction.reference)
  }
}

extension HingeLoss: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceHinge(labels: labels, margin: Double(margin))
  }
}

extension KullbackLeiblerDivergence: LossWithReference {
  public func reference(labels: [Int], targets: [Double]) -> (any ReferenceLoss)? {
    ReferenceKullbackLeiblerDivergence(targets: targets, reduction: .sumOverFeaturesMeanOverBatch)
  }
}

extension ElementReduction {
  var reference: ReferenceReduction {
    self == .meanOverElements ? .meanOverElements : .sumOverFeaturesMeanOverBatch
  }
}
