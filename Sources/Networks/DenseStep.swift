package import FledgeKernels

/// A linear layer with the activation and the dropout that follow it, executed as one.
///
/// Product, bias and activation are one pass over memory, and so are a product of the backward pass and the derivative
/// of the activation before it, and a weight's gradient and its update. The bits are those of the single layers.
struct DenseStep: Sendable {
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
  let gate: Gate?
  /// The places of weight and bias in the network's parameters.
  let parameters: [Int]
  /// Where weight and bias begin in the buffer of all parameters.
  let offsets: [Int]
  /// The step that made the input, where its derivative can be part of this one's input gradient.
  fileprivate(set) var gatedInput: (node: Int, gate: Gate)?
  /// Whether the only reader of the output writes the gradient of the product itself.
  fileprivate(set) var isGatedByReader = false
  /// Where the input is not 0, if it may be mostly 0.
  var inputZeros: NonzeroBits?
  /// Which columns of the input are not 0 throughout, if it comes from ReLU.
  var inputLive: LiveColumns?
  /// Where the product's gradient is not 0, if it may be mostly 0.
  var outputZeros: NonzeroBits?

  /// The value that holds the product's gradient during `backward`.
  var product: Int { node + 1 }

  /// Finds the steps of a network, one entry for each node that begins one.
  static func all(in network: Network, precision: Precision) -> [DenseStep?] {
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
    var steps = [DenseStep?](repeating: nil, count: nodes.count)
    var makers: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() {
      guard let layer = node.layer as? Linear, node.parameters.allSatisfy({ users[$0] == 1 }) else { continue }
      var (activation, gate, dropout, last): (Activation?, Gate?, (Int, Float)?, Int) = (nil, nil, nil, index)
      if let next = follower(last)?.layer as? any ElementwiseLayer, let found = Gate(next.activation) {
        (activation, gate, last) = (next.activation, found, last + 1)
        if let next = follower(last)?.layer as? Dropout,
          let found = Gate(found.activation, dropout: next.probability)
        {
          (gate, dropout, last) = (found, (last + 1, next.probability), last + 1)
        }
      }
      var step = DenseStep(
        layer: layer, node: index, input: node.inputs[0], output: last + 1, precision: precision,
        activation: activation, dropout: dropout, gate: gate, parameters: node.parameters,
        offsets: node.parameters.map { network.parameterLayout.entries[$0].offset })
      if readers[step.input] == 1, let maker = makers[step.input], let gate = steps[maker]?.gate {
        step.gatedInput = (maker, gate)
        steps[maker]?.isGatedByReader = true
      }
      steps[index] = step
      makers[step.output] = index
    }
    return steps
  }

  /// y = dropout(f(x·Wᵀ + b)).
  func forward(_ values: ValueMemory, pass: Pass, dropoutDraw: Draw?) {
    let known = knownOfInput
    var output = values.mutable(output, batch: pass.batch)
    denseForward(
      values.span(input, batch: pass.batch), pass.parameters[0], bias: layer.hasBias ? pass.parameters[1] : Span(),
      activation: activation, into: &output, rows: pass.batch, inner: layer.inputs, columns: layer.outputs,
      nonzero: known.nonzero, live: known.live, precision: precision, team: pass.team)
    if let dropout, let dropoutDraw {
      FledgeKernels.dropout(&output, probability: dropout.probability, draw: dropoutDraw, team: pass.team)
    }
  }

  /// ∂E/∂z of the product z, from where the output's reader has left it.
  func gateOutput(_ values: ValueMemory, _ gradients: ValueMemory, pass: Pass) {
    guard let gate, !isGatedByReader else { return }
    var product = gradients.mutable(product, batch: pass.batch)
    applyGate(
      gate, output: values.span(output, batch: pass.batch), outputGradient: gradients.span(output, batch: pass.batch),
      into: &product, team: pass.team)
  }

  /// ∂E/∂x, or with a gate the gradient of the product that x was made from.
  func inputGradient(
    _ values: ValueMemory, _ gradients: ValueMemory, into target: inout MutableSpan<Float>, pass: Pass
  ) {
    denseInputGradient(
      gradients.span(product, batch: pass.batch), pass.parameters[0], gate: gatedInput?.gate,
      x: values.span(input, batch: pass.batch), into: &target, rows: pass.batch, inner: layer.inputs,
      columns: layer.outputs, nonzero: outputZeros?.ifWorthwhile, live: inputLive?.ifWorthwhile, precision: precision,
      team: pass.team)
  }

  /// ∂E/∂W and ∂E/∂b, overwritten; with an update, W and b after the optimizer's step in their place.
  func weightGradient(_ values: ValueMemory, _ gradients: ValueMemory, update: DenseUpdate?, pass: Pass) {
    let input = values.span(input, batch: pass.batch)
    let productGradient = gradients.span(product, batch: pass.batch)
    let known = knownOfInput
    known.nonzero?.transpose(team: pass.team)
    var weight = pass.gradients.mutable(0)
    var bias = layer.hasBias ? pass.gradients.mutable(1) : MutableSpan()
    if let update {
      denseUpdate(
        input, productGradient, weights: update.weights, at: offsets[0], bias: update.biases,
        at: layer.hasBias ? offsets[1] : 0, biasGradient: &bias, rows: pass.batch, inner: layer.inputs,
        columns: layer.outputs, nonzero: known.nonzero, live: known.live, precision: precision, team: pass.team)
    } else {
      denseWeightGradient(
        input, productGradient, into: &weight, bias: &bias, rows: pass.batch, inner: layer.inputs,
        columns: layer.outputs, nonzero: known.nonzero, live: known.live, precision: precision, team: pass.team)
    }
  }
}

/// An optimizer's step for the weights and for the biases of dense steps.
package struct DenseUpdate {
  let weights: BufferUpdate
  let biases: BufferUpdate

  package init(weights: BufferUpdate, biases: BufferUpdate) {
    self.weights = weights
    self.biases = biases
  }
}
