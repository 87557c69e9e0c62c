package import FledgeKernels

/// A linear layer with the activation and the dropout that follow it, executed as one.
///
/// Product, bias and activation are one pass over memory, and so are a product of the backward pass and the derivative
/// of the activation before it, and a weight's gradient and its update. The bits are those of the single layers.
struct FusedLinear: Sendable {
  /// The linear layer.
  let layer: Linear
  /// The layer's node; its output is value `node + 1`.
  let node: Int
  /// The value that is read.
  let input: Int
  /// The value that the last of the nodes makes.
  let output: Int
  /// What the factors of its products are rounded to.
  let precision: Precision
  /// What follows the product.
  let activation: Activation?
  /// The dropout that follows the activation, and its node.
  let dropout: (node: Int, probability: Float)?
  /// How the derivative of activation and dropout is told from the output.
  let derivative: ActivationDerivative?
  /// The places of weight and bias in the network's parameters.
  let parameters: [Int]
  /// Where weight and bias begin in the buffer of all parameters.
  let offsets: [Int]
  /// The step that made the input, where its derivative can be part of this one's input gradient.
  fileprivate(set) var producer: (node: Int, derivative: ActivationDerivative)?
  /// Whether the only reader of the output writes the gradient of the product itself.
  fileprivate(set) var isGatedByReader = false
  /// Where the input is not 0, if it may be mostly 0.
  var inputZeros: ZeroMask?
  /// Which columns of the input are not 0 throughout, if it comes from ReLU.
  var inputLive: ActiveColumns?
  /// Where the product's gradient is not 0, if it may be mostly 0.
  var outputZeros: ZeroMask?

  /// The value that holds the product's gradient during `backward`.
  var product: Int { node + 1 }

  /// Finds the steps of a network, one entry for each node that begins one.
  static func all(in network: Network, precision: Precision) -> [FusedLinear?] {
    let nodes = network.nodes
    var readers = [Int](repeating: 0, count: nodes.count + 1)
    var users = [Int](repeating: 0, count: network.parameterLayout.entries.count)
    for node in nodes {
      for input in node.inputs { readers[input] += 1 }
      for parameter in node.parameters { users[parameter] += 1 }
    }
    // The node after `index`, if it alone reads what that one makes.
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
        steps[maker]?.isGatedByReader = true
      }
      steps[index] = step
      makers[step.output] = index
    }
    return steps
  }

  /// y = dropout(f(x·Wᵀ + b)).
  func forward(_ values: ValueMemory, context: LayerContext, dropoutKey: RandomKey?) {
    let known = knownOfInput
    var output = values.mutable(output, batch: context.batch)
    denseForward(
      values.span(input, batch: context.batch), context.parameters[0],
      bias: layer.hasBias ? context.parameters[1] : Span(),
      activation: activation, into: &output, rows: context.batch, inner: layer.inputs, columns: layer.outputs,
      zeroMask: known.zeroMask, active: known.active, precision: precision, threads: context.threads)
    if let dropout, let dropoutKey {
      FledgeKernels.dropout(&output, probability: dropout.probability, key: dropoutKey, threads: context.threads)
    }
  }

  /// ∂E/∂z of the product z, from where the output's reader has left it.
  func applyOutputDerivative(_ values: ValueMemory, _ gradients: ValueMemory, context: LayerContext) {
    guard let derivative, !isGatedByReader else { return }
    var product = gradients.mutable(product, batch: context.batch)
    applyActivationDerivative(
      derivative, output: values.span(output, batch: context.batch),
      outputGradient: gradients.span(output, batch: context.batch),
      into: &product, threads: context.threads)
  }

  /// ∂E/∂x, or with a gate the gradient of the product that x was made from.
  func inputGradient(
    _ values: ValueMemory, _ gradients: ValueMemory, into target: inout MutableSpan<Float>, context: LayerContext
  ) {
    denseInputGradient(
      gradients.span(product, batch: context.batch), context.parameters[0], derivative: producer?.derivative,
      x: values.span(input, batch: context.batch), into: &target, rows: context.batch, inner: layer.inputs,
      columns: layer.outputs, zeroMask: outputZeros?.ifWorthwhile, active: inputLive?.ifWorthwhile,
      precision: precision,
      threads: context.threads)
  }

  /// ∂E/∂W and ∂E/∂b, overwritten; with an update, W and b after the optimizer's step in their place.
  func weightGradient(_ values: ValueMemory, _ gradients: ValueMemory, update: FusedUpdate?, context: LayerContext) {
    let input = values.span(input, batch: context.batch)
    let productGradient = gradients.span(product, batch: context.batch)
    let known = knownOfInput
    known.zeroMask?.transpose(threads: context.threads)
    var weight = context.gradients.mutable(0)
    var bias = layer.hasBias ? context.gradients.mutable(1) : MutableSpan()
    if let update {
      denseUpdate(
        input, productGradient, weights: update.weights, at: offsets[0], bias: update.biases,
        at: layer.hasBias ? offsets[1] : 0, biasGradient: &bias, rows: context.batch, inner: layer.inputs,
        columns: layer.outputs, zeroMask: known.zeroMask, active: known.active, precision: precision,
        threads: context.threads)
    } else {
      denseWeightGradient(
        input, productGradient, into: &weight, bias: &bias, rows: context.batch, inner: layer.inputs,
        columns: layer.outputs, zeroMask: known.zeroMask, active: known.active, precision: precision,
        threads: context.threads)
    }
  }
}

/// An optimizer's step for the weights and for the biases of dense steps.
package struct FusedUpdate {
  let weights: BufferUpdate
  let biases: BufferUpdate

  package init(weights: BufferUpdate, biases: BufferUpdate) {
    self.weights = weights
    self.biases = biases
  }
}
