import FledgeKernels

/// Fuses each linear layer with the activation and the dropout that follow it: see `FusedLinear`.
///
/// A layer is fused only if no other layer shares its parameters. An activation or dropout is fused only if nothing else
/// reads the values in between, and if the derivative can be computed from the output (`ActivationDerivative`). Where a
/// fused layer alone reads the output of another, its input gradient applies that one's derivative.
package struct FuseLinearActivationDropout: PlanPass {
  package init() {}

  package func run(on plan: inout ExecutionPlan) {
    var linears = matches(in: plan.network, precision: plan.precision)
    planMasks(&linears, capacity: plan.capacity)
    for case let linear? in linears {
      var buffers = [linear]
      if linear.input == 0, let zeros = linear.inputZeros {
        for _ in 1..<plan.inputBuffers {
          var other = linear
          other.inputZeros = ZeroMask(capacity: plan.capacity, columns: zeros.columns, neighborsAreAlike: true)
          buffers.append(other)
        }
      }
      plan.fuse(FusedLinearOperation(buffers, of: plan.network))
    }
  }

  /// The fused layers of a network, each at the index of its first node.
  private func matches(in network: Network, precision: Precision) -> [LinearMatch?] {
    let nodes = network.nodes
    var readers = [Int](repeating: 0, count: nodes.count + 1)
    var users = [Int](repeating: 0, count: network.parameterLayout.entries.count)
    for node in nodes {
      for input in node.inputs { readers[input] += 1 }
      for parameter in node.parameters { users[parameter] += 1 }
    }
    // The layer after node `index`, if it alone reads the output of that node.
    func follower(_ index: Int) -> (any Layer)? {
      guard index + 1 < nodes.count, readers[index + 1] == 1, nodes[index + 1].inputs == [index + 1] else { return nil }
      return nodes[index + 1].layer
    }
    var linears = [LinearMatch?](repeating: nil, count: nodes.count)
    var producers: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() {
      guard let layer = node.layer as? Linear, node.parameters.allSatisfy({ users[$0] == 1 }) else { continue }
      var (activation, derivative, dropout): (Activation?, ActivationDerivative?, (node: Int, probability: Float)?)
      var last = index
      if let next = follower(last) as? any ElementwiseLayer, let found = ActivationDerivative(next.activation) {
        (activation, derivative, last) = (next.activation, found, last + 1)
        if let next = follower(last) as? Dropout,
          let found = ActivationDerivative(found.activation, dropout: next.probability)
        {
          (derivative, dropout, last) = (found, (last + 1, next.probability), last + 1)
        }
      }
      var linear = LinearMatch(
        layer: layer, node: index, input: node.inputs[0], output: last + 1, precision: precision,
        activation: activation, dropout: dropout, derivative: derivative, parameters: node.parameters,
        offsets: node.parameters.map { network.parameterLayout.entries[$0].offset })
      if readers[linear.input] == 1, let producer = producers[linear.input],
        let derivative = linears[producer]?.derivative
      {
        linear.producer = (producer, derivative)
        linears[producer]?.consumerAppliesDerivative = true
      }
      linears[index] = linear
      producers[linear.output] = index
    }
    return linears
  }

  /// Gives masks to the layers whose input is worth searching for zeros.
  ///
  /// Where the output of ReLU is 0, so is the gradient of its product: the producer reuses the consumer's zero mask.
  private func planMasks(_ linears: inout [LinearMatch?], capacity: Int) {
    for case let linear? in linears where linear.scansInput(capacity: capacity) {
      let zeros = ZeroMask(capacity: capacity, columns: linear.layer.inputs, neighborsAreAlike: linear.input == 0)
      linears[linear.node]?.inputZeros = zeros
      guard let producer = linear.producer?.node else { continue }
      linears[producer]?.outputZeros = zeros
      linears[linear.node]?.activeInputs = ActiveColumns(capacity: capacity, columns: linear.layer.inputs)
    }
  }
}
