/// A rectifier whose slope for negative x is learned: y = x for positive x, otherwise a · x.
///
/// **Shapes**: `input`, `output: [batch, features]`; `weight: [1]` (one slope for all) or `[features]` (one for each).
/// PyTorch starts the slopes at 0.25.
///
/// Source: He et al., "Delving Deep into Rectifiers" (2015), equation 1.
public struct ReferencePReLU: ReferenceLayer {
  /// The number of slopes: 1, or the number of features.
  public let slopes: Int

  /// Describes a layer with one slope for all features, or one for each.
  public init(slopes: Int = 1) {
    self.slopes = slopes
  }

  /// `weight`: the slopes.
  public var parameterList: [ReferenceParameter] { [ReferenceParameter("weight", shape: [slopes])] }

  /// y = x, or a · x where x is negative.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let slope = parameters[0]
    return input.indices.map { input[$0] > 0 ? input[$0] : slope[$0 % slopes] * input[$0] }
  }

  /// ∂x = ∂y (positive x) or a ∂y; ∂a = Σ ∂y x over the values that are not positive.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let slope = parameters[0]
    var inputGradient = [Double](repeating: 0, count: input.count)
    var slopeGradient = [Double](repeating: 0, count: slopes)
    for k in input.indices {
      // Features are innermost, so k modulo the number of slopes is the feature (or 0 if there is one slope).
      inputGradient[k] = input[k] > 0 ? outputGradient[k] : slope[k % slopes] * outputGradient[k]
      slopeGradient[k % slopes] += input[k] > 0 ? 0 : outputGradient[k] * input[k]
    }
    return ReferenceGradients(input: inputGradient, parameters: [slopeGradient])
  }
}
