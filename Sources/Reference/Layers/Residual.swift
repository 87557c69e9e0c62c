/// Adds a sequence of layers to its own input: y = x + f(x).
///
/// **Shapes**: `input`, `output: [batch, features]`; f keeps the number of features.
///
/// Source: He et al., "Deep Residual Learning for Image Recognition" (2016), equation 1.
public struct ReferenceResidual: ReferenceLayer {
  /// f.
  public let body: ReferenceSequence

  /// Wraps layers in a residual connection.
  public init(_ layers: [any ReferenceLayer]) {
    body = ReferenceSequence(layers)
  }

  /// The parameters of f, by their paths in f.
  public var parameterList: [ReferenceParameter] { body.parameterList }

  /// The input's.
  public func outputCount(inputCount: Int) -> Int {
    let outputCount = body.outputCount(inputCount: inputCount)
    precondition(outputCount == inputCount, "residual: expected \(inputCount) features, found \(outputCount)")
    return inputCount
  }

  /// y = x + f(x).
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    zip(input, body.forward(input, batch: batch, parameters: parameters)).map { $0 + $1 }
  }

  /// ∂x = ∂y + (∂f/∂x)ᵀ ∂y.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    var gradients = body.backward(outputGradient, input: input, batch: batch, parameters: parameters)
    for k in outputGradient.indices { gradients.input[k] += outputGradient[k] }
    return gradients
  }
}
