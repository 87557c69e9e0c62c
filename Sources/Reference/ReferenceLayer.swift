/// One layer in double precision: forward and backward on plain row-major arrays.
///
/// A layer holds its shape and nothing that is learned: parameters come in, gradients go out. It keeps no activations,
/// so `backward` takes the input that `forward` saw.
///
/// **Shapes**: `input: [batch, inputCount]`, `output: [batch, outputCount]`; `parameters` in the order of
/// `parameterList`, each row-major with PyTorch's name and shape.
public protocol ReferenceLayer: Sendable {
  /// Names and shapes of what the layer learns, in PyTorch's order; empty for a layer without parameters.
  var parameterList: [ReferenceParameter] { get }

  /// The number of output features of one example.
  func outputCount(inputCount: Int) -> Int

  /// Computes the output of every example in the batch.
  func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double]

  /// Computes ∂loss/∂input and ∂loss/∂parameters from `outputGradient` = ∂loss/∂output.
  func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients
}

extension ReferenceLayer {
  /// A layer learns nothing unless it says so.
  public var parameterList: [ReferenceParameter] { [] }

  /// A layer keeps the number of features unless it says otherwise.
  public func outputCount(inputCount: Int) -> Int { inputCount }
}

/// What a layer learns: a name and a shape.
public struct ReferenceParameter: Sendable, Equatable {
  /// The name within the layer, such as `weight`; within a sequence a path, such as `0.weight`.
  public var name: String
  /// The lengths of the dimensions, outermost first.
  public var shape: [Int]
  /// The index of the earlier layer in the same sequence that owns this parameter; nil if the layer owns it itself.
  public var owner: Int?

  /// The number of values.
  public var count: Int { shape.reduce(1, *) }

  public init(_ name: String, shape: [Int], owner: Int? = nil) {
    self.name = name
    self.shape = shape
    self.owner = owner
  }
}

/// What `backward` returns: the gradients of the loss with respect to a layer's input and parameters.
public struct ReferenceGradients: Sendable, Equatable {
  /// ∂loss/∂input, shaped as the input.
  public var input: [Double]
  /// ∂loss/∂parameters, in the order and shapes of the layer's `parameterList`.
  public var parameters: [[Double]]

  public init(input: [Double], parameters: [[Double]] = []) {
    self.input = input
    self.parameters = parameters
  }
}
