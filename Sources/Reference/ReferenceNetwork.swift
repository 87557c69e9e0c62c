/// A whole network of the textbook: a sequence of layers, and everything that training needs of it.
///
/// The loss is given with the call, since it holds the batch's labels or targets.
public struct ReferenceNetwork: Sendable {
  /// The layers.
  public let sequence: ReferenceSequence

  /// Puts layers one after another.
  public init(_ layers: [any ReferenceLayer]) {
    sequence = ReferenceSequence(layers)
  }

  /// Names and shapes of all parameters, by path, such as `0.weight`.
  public var parameterList: [ReferenceParameter] { sequence.parameterList }

  /// The output of the last layer: logits or predictions.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    sequence.forward(input, batch: batch, parameters: parameters)
  }

  /// The loss of a batch.
  public func loss(_ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss) -> Double {
    loss.value(forward(input, batch: batch, parameters: parameters), batch: batch)
  }

  /// The gradients of the loss with respect to the input and every parameter.
  public func gradients(
    _ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss
  ) -> ReferenceGradients {
    let output = forward(input, batch: batch, parameters: parameters)
    let outputGradient = loss.gradient(output, batch: batch)
    return sequence.backward(outputGradient, input: input, batch: batch, parameters: parameters)
  }

  /// Every gradient, of the parameters and of the input, beside its finite difference.
  public func gradientTable(
    _ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss,
    differences: FiniteDifference = FiniteDifference()
  ) -> GradientTable {
    let gradients = gradients(input, batch: batch, parameters: parameters, loss: loss)
    var table = GradientTable()
    for (slot, parameter) in parameterList.enumerated() {
      table.add(
        parameter.name, at: parameters[slot], backprop: gradients.parameters[slot], differences: differences
      ) { values in
        var changed = parameters
        changed[slot] = values
        return self.loss(input, batch: batch, parameters: changed, loss: loss)
      }
    }
    table.add("input", at: input, backprop: gradients.input, differences: differences) { values in
      self.loss(values, batch: batch, parameters: parameters, loss: loss)
    }
    return table
  }
}
