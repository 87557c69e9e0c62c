/// Normalises each example over its features: y = γ (x − μ) / √(σ² + ε) + β.
///
/// μ and σ² are the mean and the biased variance of one example's features.
///
/// **Shapes**: `input`, `output: [batch, features]`; `weight` (γ) and `bias` (β): `[features]`, starting at 1 and 0.
///
/// Source: Ba, Kiros and Hinton, "Layer Normalization" (2016), equation 3.
public struct ReferenceLayerNorm: ReferenceLayer {
  /// Features of one example.
  public let features: Int
  /// ε, added to the variance.
  public let epsilon: Double

  public init(features: Int, epsilon: Double = 1e-5) {
    self.features = features
    self.epsilon = epsilon
  }

  /// `weight` (γ) and `bias` (β).
  public var parameterList: [ReferenceParameter] {
    [ReferenceParameter("weight", shape: [features]), ReferenceParameter("bias", shape: [features])]
  }

  /// y = γ x̂ + β with x̂ = (x − μ) / √(σ² + ε).
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let (weight, bias) = (parameters[0], parameters[1])
    var output = [Double](repeating: 0, count: input.count)
    for n in 0..<batch {
      let (normalised, _) = normalise(input, example: n)
      for f in 0..<features { output[n * features + f] = weight[f] * normalised[f] + bias[f] }
    }
    return output
  }

  /// With g = γ ∂y: ∂x = (g − mean(g) − x̂ mean(g x̂)) / √(σ² + ε); ∂γ = Σₙ ∂y x̂, ∂β = Σₙ ∂y.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let weight = parameters[0]
    var inputGradient = [Double](repeating: 0, count: input.count)
    var weightGradient = [Double](repeating: 0, count: features)
    var biasGradient = [Double](repeating: 0, count: features)
    for n in 0..<batch {
      let (normalised, standardDeviation) = normalise(input, example: n)
      var mean = 0.0
      var meanProduct = 0.0
      for f in 0..<features {
        let g = weight[f] * outputGradient[n * features + f]
        mean += g / Double(features)
        meanProduct += g * normalised[f] / Double(features)
      }
      for f in 0..<features {
        let gradient = outputGradient[n * features + f]
        inputGradient[n * features + f] =
          (weight[f] * gradient - mean - normalised[f] * meanProduct) / standardDeviation
        weightGradient[f] += gradient * normalised[f]
        biasGradient[f] += gradient
      }
    }
    return ReferenceGradients(input: inputGradient, parameters: [weightGradient, biasGradient])
  }

  /// One example's x̂, and √(σ² + ε).
  private func normalise(_ input: [Double], example n: Int) -> (normalised: [Double], standardDeviation: Double) {
    var mean = 0.0
    for f in 0..<features { mean += input[n * features + f] / Double(features) }
    var variance = 0.0
    for f in 0..<features {
      let centred = input[n * features + f] - mean
      variance += centred * centred / Double(features)
    }
    let standardDeviation = (variance + epsilon).squareRoot()
    return ((0..<features).map { (input[n * features + $0] - mean) / standardDeviation }, standardDeviation)
  }
}
