/// A fully connected layer: y = x Wᵀ + b.
///
///     y[n, o] = Σᵢ x[n, i] · W[o, i] + b[o]
///
/// **Shapes**: `input: [batch, inputs]`, `output: [batch, outputs]`, `weight: [outputs, inputs]`, `bias: [outputs]`.
public struct ReferenceLinear: ReferenceLayer {
  /// Features in.
  public let inputs: Int
  /// Features out.
  public let outputs: Int
  /// Whether b is added.
  public let bias: Bool

  /// Describes a fully connected layer.
  public init(inputs: Int, outputs: Int, bias: Bool = true) {
    self.inputs = inputs
    self.outputs = outputs
    self.bias = bias
  }

  /// `weight`, then `bias` if there is one.
  public var parameterList: [ReferenceParameter] {
    let weight = ReferenceParameter("weight", shape: [outputs, inputs])
    return bias ? [weight, ReferenceParameter("bias", shape: [outputs])] : [weight]
  }

  /// Always `outputs`.
  public func outputCount(inputCount: Int) -> Int {
    precondition(inputCount == inputs, "linear layer: expected \(inputs) features, found \(inputCount)")
    return outputs
  }

  /// y = x Wᵀ + b.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let weight = parameters[0]
    var output = [Double](repeating: 0, count: batch * outputs)
    for n in 0..<batch {
      for o in 0..<outputs {
        var sum = bias ? parameters[1][o] : 0
        for i in 0..<inputs { sum += input[n * inputs + i] * weight[o * inputs + i] }
        output[n * outputs + o] = sum
      }
    }
    return output
  }

  /// ∂x = ∂y W, ∂W = ∂yᵀ x, ∂b = Σₙ ∂y.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let weight = parameters[0]
    var inputGradient = [Double](repeating: 0, count: batch * inputs)
    var weightGradient = [Double](repeating: 0, count: outputs * inputs)
    var biasGradient = [Double](repeating: 0, count: outputs)
    for n in 0..<batch {
      for o in 0..<outputs {
        let gradient = outputGradient[n * outputs + o]
        for i in 0..<inputs {
          inputGradient[n * inputs + i] += gradient * weight[o * inputs + i]
          weightGradient[o * inputs + i] += gradient * input[n * inputs + i]
        }
        biasGradient[o] += gradient
      }
    }
    return ReferenceGradients(
      input: inputGradient, parameters: bias ? [weightGradient, biasGradient] : [weightGradient])
  }
}
