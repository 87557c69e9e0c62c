/// A fully connected layer that borrows an earlier layer's weight, transposed: y = x W + b.
///
///     y[n, o] = Σᵢ x[n, i] · W[i, o] + b[o]
///
/// The decoder of an autoencoder with tied weights. The borrowed weight is `[outputs, inputs]` for its owner, which maps
/// this layer's output features to its input features. Only the bias is this layer's own; in a `ReferenceSequence` the
/// gradient of W adds to the owner's.
///
/// **Shapes**: `input: [batch, inputs]`, `output: [batch, outputs]`, `weight: [inputs, outputs]`, `bias: [outputs]`.
///
/// Source: Vincent et al., "Stacked Denoising Autoencoders" (2010), section 2.2.
public struct ReferenceTiedLinear: ReferenceLayer {
  /// Features in: the owner's features out.
  public let inputs: Int
  /// Features out: the owner's features in.
  public let outputs: Int
  /// The index of the layer in the same sequence whose weight is borrowed.
  public let owner: Int
  /// Whether b is added.
  public let bias: Bool

  public init(inputs: Int, outputs: Int, owner: Int, bias: Bool = true) {
    self.inputs = inputs
    self.outputs = outputs
    self.owner = owner
    self.bias = bias
  }

  /// The borrowed `weight`, then `bias` if there is one.
  public var parameterList: [ReferenceParameter] {
    let weight = ReferenceParameter("weight", shape: [inputs, outputs], owner: owner)
    return bias ? [weight, ReferenceParameter("bias", shape: [outputs])] : [weight]
  }

  /// Always `outputs`.
  public func outputCount(inputCount: Int) -> Int {
    precondition(inputCount == inputs, "tied linear layer: expected \(inputs) features, found \(inputCount)")
    return outputs
  }

  /// y = x W + b.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let weight = parameters[0]
    var output = [Double](repeating: 0, count: batch * outputs)
    for n in 0..<batch {
      for o in 0..<outputs {
        var sum = bias ? parameters[1][o] : 0
        for i in 0..<inputs { sum += input[n * inputs + i] * weight[i * outputs + o] }
        output[n * outputs + o] = sum
      }
    }
    return output
  }

  /// ∂x = ∂y Wᵀ, ∂W = xᵀ ∂y, ∂b = Σₙ ∂y.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let weight = parameters[0]
    var inputGradient = [Double](repeating: 0, count: batch * inputs)
    var weightGradient = [Double](repeating: 0, count: inputs * outputs)
    var biasGradient = [Double](repeating: 0, count: outputs)
    for n in 0..<batch {
      for o in 0..<outputs {
        let gradient = outputGradient[n * outputs + o]
        for i in 0..<inputs {
          inputGradient[n * inputs + i] += gradient * weight[i * outputs + o]
          weightGradient[i * outputs + o] += gradient * input[n * inputs + i]
        }
        biasGradient[o] += gradient
      }
    }
    return ReferenceGradients(
      input: inputGradient, parameters: bias ? [weightGradient, biasGradient] : [weightGradient])
  }
}
