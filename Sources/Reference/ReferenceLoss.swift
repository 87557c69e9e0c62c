/// A loss of the textbook, together with what the predictions are compared to: a scalar function of the predictions.
///
/// **Shapes**: `predictions: [batch, outputs]`; the gradient has the same shape and includes the reduction's factor.
public protocol ReferenceLoss: Sendable {
  /// The loss of the batch, reduced as the type says.
  func value(_ predictions: [Double], batch: Int) -> Double

  /// ∂loss/∂predictions.
  func gradient(_ predictions: [Double], batch: Int) -> [Double]
}
