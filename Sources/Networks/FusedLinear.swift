package import FledgeKernels

/// A linear layer fused with the activation and the dropout that follow it.
///
/// Bias and activation are the epilogue of the forward product, the producer's activation derivative that of the input
/// gradient, and the optimizer's update that of the weight gradient. The bits are those of the single layers.
struct FusedLinear: Sendable {
  let layer: Linear
  /// The layer's node; its output is value `node + 1`.
  let node: Int
  /// The value that the layer reads.
  let input: Int
  /// The value that the last fused node writes.
  let output: Int
  let precision: Precision
  let activation: Activation?
  let dropout: (node: Int, probability: Float)?
  /// The derivative of activation and dropout, as a function of their output.
  let derivative: ActivationDerivative?
  /// The indices of weight and bias among the network's parameters.
  let parameters: [Int]
  /// Where weight and bias begin in the buffer of all parameters.
  let offsets: [Int]
  /// The fused layer that wrote the input, where its derivative is the epilogue of this one's input gradient.
  fileprivate(set) var producer: (node: Int, derivative: ActivationDerivative)?
  /// Whether the only consumer of the output applies this layer's derivative.
  fileprivate(set) var consumerAppliesDerivative = false
  /// Where the input is 0, if it is scanned.
  var inputZeros: ZeroMask?
  /// The active columns of the input, if it is scanned and comes from ReLU.
  var activeInputs: ActiveColumns?
  /// Where the product's gradient is 0: the consumer's zero mask.
  var outputZeros: ZeroMask?

  /// The value that holds the product's gradient during `backward`.
  var product: Int { node + 1 }

  /// The fused layers of a network, at the nodes where they begin.
  static func all(in network: Network, precision: Precision) -> [FusedLinear?] {
    let nodes = network.nodes
    var readers = [Int](repeating: 0, count: nodes.count + 1)
    var users = [Int](repeating: 0, count: network.parameterLayout.entries.count)
    for node in nodes {
      for input in node.inputs { readers[input] += 1 }
      for parameter in node.parameters { users[parameter] += 1 }
    }
    // The node after `index`, if it is the only one that reads its output.
    func follower(_ index: Int) -> Node? {
      guard index + 1 < nodes.count, readers[index + 1] == 1, nodes[index + 1].inputs == [index + 1] else { return nil }
      return nodes[index + 1]
    }
    var steps = [FusedLinear?](repeating: nil, count: nodes.count)
    var makers: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() {
      guard let layer = node.layer as? Linear, node.parameters.allSatisfy({ users[$0] == 1 }) else { continue }
      var (activation, derivative, dropout, last): (Activation?, ActivationDerivative?, (Int, Float)?, Int) = (
        nil, nil, nil, index
      )
      if let next = follower(last)?.layer as? any ElementwiseLayer, let found = ActivationDerivative(next.activation) {
        (activation, derivative, last) = (next.activation, found, last + 1)
        if let next = follower(last)?.layer as? Dropout,
          let found = ActivationDerivative(found.activation, dropout: next.probability)
        {
          (derivative, dropout, last) = (found, (last + 1, next.probability), last + 1)
        }
      }
      var step = FusedLinear(
        layer: layer, node: index, input: node.inputs[0], output: last + 1, precision: precision,
        activation: activation, dropout: dropout, derivative: derivative, parameters: node.parameters,
        offsets: node.parameters.map { network.parameterLayout.entries[$0].offset })
      if readers[step.input] == 1, let maker = makers[step.input], let derivative = steps[maker]?.derivative {
        step.producer = (maker, derivative)
        steps[maker]?.consumerAppliesDerivative = true
      }
      steps[index] = step
      makers[step.output] = index
    }
    return steps
  }

  /// y = dropout(f(x·Wᵀ + b)).
  func forward(_ values: ValueMemory, context: LayerContext, dropoutKey: RandomKey?) {
    let zeros = sparsity
    var output = values.mutable(output, batch: context.batch)
    denseForward(
      values.span(input, batch: context.batch), context.parameters[0],
      bias: layer.hasBias ? context.parameters[1] : Span(),
      activation: activation, into: &output, rows: context.batch, inner: layer.inputs, columns: layer.outputs,
      zeroMask: zeros.zeroMask, active: zeros.active, precision: precision, threads: context.threads)
    if let dropout, let dropoutKey {
      FledgeKernels.dropout(&output, probability: dropout.probability, key: dropoutKey, threads: context.threads)
    }
  }

  /// ∂E/∂z of the product z from ∂E/∂y, unless the consumer has computed it.
  func applyOutputDerivative(_ values: ValueMemory, _ gradients: ValueMemory, context: LayerContext) {
    guard let derivative, !consumerAppliesDerivative else { return }
    var product = gradients.mutable(product, batch: context.batch)
    applyActivationDerivative(
      derivative, output: values.span(output, batch: context.batch),
      outputGradient: gradients.span(output, batch: context.batch),
      into: &product, threads: context.threads)
  }

  /// ∂E/∂x, or with a producer the gradient of its product.
  func inputGradient(
    _ values: ValueMemory, _ gradients: ValueMemory, into target: inout MutableSpan<Float>, context: LayerContext
  ) {
    let zeros = gradientSparsity
    denseInputGradient(
      gradients.span(product, batch: context.batch), context.parameters[0], derivative: producer?.derivative,
      x: values.span(input, batch: context.batch), into: &target, rows: context.batch, inner: layer.inputs,
      columns: layer.outputs, zeroMask: zeros.zeroMask, active: zeros.active, precision: precision,
      threads: context.threads)
  }

  /// ∂E/∂W and ∂E/∂b, overwritten; or, with an update, W and b after the optimizer's step.
  func weightGradient(_ values: ValueMemory, _ gradients: ValueMemory, update: FusedUpdate?, context: LayerContext) {
    let input = values.span(input, batch: context.batch)
    let productGradient = gradients.span(product, batch: context.batch)
    let zeros = sparsity
    zeros.zeroMask?.transpose(threads: context.threads)
    var weight = context.gradients.mutable(0)
    var bias = layer.hasBias ? context.gradients.mutable(1) : MutableSpan()
    if let update {
      denseUpdate(
        input, productGradient, weights: update.weights, at: offsets[0], bias: update.biases,
        at: layer.hasBias ? offsets[1] : 0, biasGradient: &bias, rows: context.batch, inner: layer.inputs,
        columns: layer.outputs, zeroMask: zeros.zeroMask, active: zeros.active, precision: precision,
        threads: context.threads)
    } else {
      denseWeightGradient(
        input, productGradient, into: &weight, bias: &bias, rows: context.batch, inner: layer.inputs,
        columns: layer.outputs, zeroMask: zeros.zeroMask, active: zeros.active, precision: precision,
        threads: context.threads)
    }
  }
}

/// An optimizer's step for the weights and for the biases of fused layers.
package struct FusedUpdate {
  let weights: BufferUpdate
  let biases: BufferUpdate

  /// The epilogue of weight gradients.
  package var epilogue: LinearProduct.Epilogue { weights.epilogue }

  package init(weights: BufferUpdate, biases: BufferUpdate) {
    self.weights = weights
    self.biases = biases
  }
}
