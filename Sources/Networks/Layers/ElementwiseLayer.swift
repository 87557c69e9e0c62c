public import FledgeKernels

/// A layer that applies one function to every feature: y = f(x), ∂E/∂x = ∂E/∂y·f′(x).
public protocol ElementwiseLayer: Layer {
  /// The function.
  var activation: Activation { get }
}

extension ElementwiseLayer {
  /// y = f(x).
  public func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, pass: Pass) {
    applyActivation(activation, to: input, into: &output, team: pass.team)
  }

  /// ∂E/∂x = ∂E/∂y·f′(x).
  public func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, pass: Pass
  ) {
    guard !inputGradient.isEmpty else { return }
    activationGradient(
      activation, input: input, output: output, outputGradient: outputGradient, into: &inputGradient, team: pass.team)
  }
}
