import FledgeKernels

/// A linear layer with the activation and the dropout that follow it, as found in a network.
struct LinearMatch: Sendable {
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
  var producer: (node: Int, derivative: ActivationDerivative)?
  /// Whether the only consumer of the output applies this layer's derivative.
  var consumerAppliesDerivative = false
  /// Where the input is 0, if it is scanned.
  var inputZeros: ZeroMask?
  /// The active columns of the input, if it is scanned and comes from ReLU.
  var activeInputs: ActiveColumns?
  /// Where the product's gradient is 0: the consumer's zero mask.
  var outputZeros: ZeroMask?

  /// Whether the input is worth searching for zeros.
  func scansInput(capacity: Int) -> Bool {
    (input == 0 || producer?.derivative.activation == .relu)
      && Sparsity.scansInput(
        capacity: capacity, inputs: layer.inputs, outputs: layer.outputs, precision: precision)
  }
}
