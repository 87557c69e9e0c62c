/// Inverted dropout with a given mask: y = x · mask / (1 − p).
///
/// Dividing by the share of units that stay keeps the expected value, so evaluation is the identity.
///
/// **Shapes**: `input`, `output`, `mask: [batch, features]`; the mask holds 1 (kept) or 0 (dropped).
///
/// Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014), section 10 for
/// the inverted form.
public struct ReferenceDropout: ReferenceLayer {
  /// The probability p that a unit is dropped, 0 ≤ p < 1.
  public let probability: Double
  /// Which units stay, for one batch; nil in evaluation, where nothing is dropped.
  public let mask: [Double]?

  /// Describes dropout in training (with the batch's mask) or in evaluation (without one).
  public init(probability: Double, mask: [Double]?) {
    precondition(probability >= 0 && probability < 1, "dropout: expected 0 ≤ p < 1, found \(probability)")
    self.probability = probability
    self.mask = mask
  }

  /// y = x · mask / (1 − p).
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    guard let mask else { return input }
    return input.indices.map { input[$0] * mask[$0] / (1 - probability) }
  }

  /// ∂x = ∂y · mask / (1 − p).
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    guard let mask else { return ReferenceGradients(input: outputGradient) }
    return ReferenceGradients(input: input.indices.map { outputGradient[$0] * mask[$0] / (1 - probability) })
  }
}
