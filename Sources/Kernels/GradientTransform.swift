/// Clipping, penalties and decoupled weight decay, applied in the same loop as the optimizer's rule.
///
/// w ← weightFactor·w, and the rule sees g′ = scale·g + l2·w + l1·sign(w), with w as it was before the decay.
public struct GradientTransform: Sendable, Equatable {
  /// The gradient's factor, below 1 where its norm is clipped.
  public var scale: Float
  /// The factor of sign(w): the gradient of l1·|w|.
  public var l1: Float
  /// The factor of w: the gradient of ½·l2·w².
  public var l2: Float
  /// The weight's factor: 1 − η·λ for a decoupled weight decay λ (Loshchilov and Hutter, 2019).
  public var weightFactor: Float

  /// Leaves gradients and weights as they are by default.
  public init(scale: Float = 1, l1: Float = 0, l2: Float = 0, weightFactor: Float = 1) {
    self.scale = scale
    self.l1 = l1
    self.l2 = l2
    self.weightFactor = weightFactor
  }
}
