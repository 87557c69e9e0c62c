/// Layers one after another: y = f_L(… f₂(f₁(x))).
///
/// Parameters are named by path: `0.weight` is the weight of the first layer. A parameter with an `owner` is the earlier
/// layer's: it appears once in the list, and its gradients add up.
public struct ReferenceSequence: ReferenceLayer {
  /// The layers, first to last.
  public let layers: [any ReferenceLayer]
  /// All parameters by path, each once.
  public let parameterList: [ReferenceParameter]
  /// `slots[l][k]` is the position in `parameterList` of the k-th parameter of layer l.
  private let slots: [[Int]]

  /// Puts layers one after another.
  public init(_ layers: [any ReferenceLayer]) {
    var list: [ReferenceParameter] = []
    var slots: [[Int]] = []
    for (index, layer) in layers.enumerated() {
      var positions: [Int] = []
      for parameter in layer.parameterList {
        let path = "\(parameter.owner ?? index).\(parameter.name)"
        if parameter.owner == nil {
          positions.append(list.count)
          list.append(ReferenceParameter(path, shape: parameter.shape))
        } else {
          let position = list.firstIndex { $0.name == path && $0.shape == parameter.shape }
          guard let position else {
            preconditionFailure("layer \(index): expected an earlier \(path) of shape \(parameter.shape), found none")
          }
          positions.append(position)
        }
      }
      slots.append(positions)
    }
    self.layers = layers
    self.parameterList = list
    self.slots = slots
  }

  /// What the last layer puts out.
  public func outputCount(inputCount: Int) -> Int {
    layers.reduce(inputCount) { count, layer in layer.outputCount(inputCount: count) }
  }

  /// The input of every layer, and the output as the last element.
  public func activations(_ input: [Double], batch: Int, parameters: [[Double]]) -> [[Double]] {
    var activations = [input]
    for (layer, slots) in zip(layers, slots) {
      let own = slots.map { parameters[$0] }
      activations.append(layer.forward(activations[activations.count - 1], batch: batch, parameters: own))
    }
    return activations
  }

  /// Each layer's output is the next one's input.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let activations = activations(input, batch: batch, parameters: parameters)
    return activations[activations.count - 1]
  }

  /// The chain rule, last layer first: each layer's input gradient is the previous one's output gradient.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let activations = activations(input, batch: batch, parameters: parameters)
    var gradients = parameterList.map { [Double](repeating: 0, count: $0.count) }
    var gradient = outputGradient
    for index in layers.indices.reversed() {
      let own = slots[index].map { parameters[$0] }
      let result = layers[index].backward(gradient, input: activations[index], batch: batch, parameters: own)
      for (slot, contribution) in zip(slots[index], result.parameters) {
        for k in contribution.indices { gradients[slot][k] += contribution[k] }
      }
      gradient = result.input
    }
    return ReferenceGradients(input: gradient, parameters: gradients)
  }

  public func loss(_ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss) -> Double {
    loss.value(forward(input, batch: batch, parameters: parameters), batch: batch)
  }

  /// The gradients of the loss by the input and by every parameter.
  public func gradients(
    _ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss
  ) -> ReferenceGradients {
    let output = forward(input, batch: batch, parameters: parameters)
    let outputGradient = loss.gradient(output, batch: batch)
    return backward(outputGradient, input: input, batch: batch, parameters: parameters)
  }
}
