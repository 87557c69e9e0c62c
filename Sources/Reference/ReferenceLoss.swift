/// A loss in double precision, together with what the predictions are compared to: a scalar function of the predictions.
///
/// **Shapes**: `predictions: [batch, outputs]`; the gradient has the same shape and includes the reduction's factor.
public protocol ReferenceLoss: Sendable {
  /// The loss of the batch, reduced as the type says.
  func value(_ predictions: [Double], batch: Int) -> Double

  /// ∂loss/∂predictions.
  func gradient(_ predictions: [Double], batch: Int) -> [Double]
}

/// The weights of a batch's examples: the example's own weight times its class's; 1 where nothing is given.
func exampleWeights(labels: [Int], classWeights: [Double]?, exampleWeights: [Double]?) -> [Double] {
  labels.indices.map { n in (classWeights?[labels[n]] ?? 1) * (exampleWeights?[n] ?? 1) }
}
