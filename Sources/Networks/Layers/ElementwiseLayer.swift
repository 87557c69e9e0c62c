public import FledgeKernels

/// A layer that applies one function to every feature: y = f(x), ∂E/∂x = ∂E/∂y·f′(x).
public protocol ElementwiseLayer: Layer {
  /// The function.
  var activation: Activation { get }
}

extension ElementwiseLayer {
  /// y = f(x).
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    applyActivation(activation, to: input, into: &output, threads: context.threads)
  }

  /// ∂E/∂x = ∂E/∂y·f′(x).
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    guard !inputGradient.isEmpty else { return }
    activationGradient(
      activation, input: input, output: output, outputGradient: outputGradient, into: &inputGradient,
      threads: context.threads)
  }
}
