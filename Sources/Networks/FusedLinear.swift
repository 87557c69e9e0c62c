package import FledgeKernels

/// A linear layer fused with the activation and the dropout that follow it.
///
/// Bias and activation are the epilogue of the forward product, the producer's activation derivative that of the input
/// gradient, and the optimizer's update that of the weight gradient. The bits are those of the single layers.
/// A class, because a step would otherwise copy the whole match for each product.
final class FusedLinear: Sendable {
  private let match: LinearMatch

  init(_ match: LinearMatch) {
    self.match = match
  }

  var layer: Linear { match.layer }
  var node: Int { match.node }
  var input: Int { match.input }
  var output: Int { match.output }
  var precision: Precision { match.precision }
  var activation: Activation? { match.activation }
  var dropout: (node: Int, probability: Float)? { match.dropout }
  var derivative: ActivationDerivative? { match.derivative }
  var parameters: [Int] { match.parameters }
  var offsets: [Int] { match.offsets }
  var producer: (node: Int, derivative: ActivationDerivative)? { match.producer }
  var consumerAppliesDerivative: Bool { match.consumerAppliesDerivative }
  var inputZeros: ZeroMask? { match.inputZeros }
  var activeInputs: ActiveColumns? { match.activeInputs }
  var outputZeros: ZeroMask? { match.outputZeros }

  /// The value that holds the product's gradient during `backward`.
  var product: Int { node + 1 }

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
