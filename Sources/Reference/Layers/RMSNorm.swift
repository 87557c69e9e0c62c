/// Divides each example by the root mean square of its features: y = γ x / √(mean(x²) + ε).
///
/// Layer normalisation without the mean. PyTorch takes the smallest step of the number type for ε unless told; here it
/// is 1e-5 unless told.
///
/// **Shapes**: `input`, `output: [batch, features]`; `weight` (γ): `[features]`, starting at 1.
///
/// Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019), equation 4.
public struct ReferenceRMSNorm: ReferenceLayer {
  /// Features of one example.
  public let features: Int
  /// ε, added to the mean square.
  public let epsilon: Double

  /// Describes a root-mean-square normalisation.
  public init(features: Int, epsilon: Double = 1e-5) {
    self.features = features
    self.epsilon = epsilon
  }

  /// `weight` (γ).
  public var parameterList: [ReferenceParameter] { [ReferenceParameter("weight", shape: [features])] }

  /// y = γ x / r with r = √(mean(x²) + ε).
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let weight = parameters[0]
    var output = [Double](repeating: 0, count: input.count)
    for n in 0..<batch {
      let root = rootMeanSquare(input, example: n)
      for f in 0..<features { output[n * features + f] = weight[f] * input[n * features + f] / root }
    }
    return output
  }

  /// With g = γ ∂y and x̂ = x / r: ∂x = (g − x̂ mean(g x̂)) / r; ∂γ = Σₙ ∂y x̂.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let weight = parameters[0]
    var inputGradient = [Double](repeating: 0, count: input.count)
    var weightGradient = [Double](repeating: 0, count: features)
    for n in 0..<batch {
      let root = rootMeanSquare(input, example: n)
      var meanProduct = 0.0
      for f in 0..<features {
        let k = n * features + f
        meanProduct += weight[f] * outputGradient[k] * input[k] / root / Double(features)
      }
      for f in 0..<features {
        let k = n * features + f
        let normalised = input[k] / root
        inputGradient[k] = (weight[f] * outputGradient[k] - normalised * meanProduct) / root
        weightGradient[f] += outputGradient[k] * normalised
      }
    }
    return ReferenceGradients(input: inputGradient, parameters: [weightGradient])
  }

  /// √(mean(x²) + ε) of one example.
  private func rootMeanSquare(_ input: [Double], example n: Int) -> Double {
    var meanSquare = 0.0
    for f in 0..<features {
      let x = input[n * features + f]
      meanSquare += x * x / Double(features)
    }
    return (meanSquare + epsilon).squareRoot()
  }
}
