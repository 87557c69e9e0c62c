import FledgeKernels
public import FledgeTensors

/// One layer: a small immutable value that knows its parameters, its output shape, and its mathematics.
///
/// A layer keeps no activations: everything that `backward` needs is its input, its output, its parameters and what it
/// wrote to `context.saved`. So one layer can serve any number of workspaces at the same time.
///
/// To add a layer, write one file with a type that conforms, list it in `LayerCatalogue`, and let `checkLayer` prove
/// it right.
public protocol Layer: Module {
  /// The layer's name in summaries and configuration files, such as `linear`.
  var name: String { get }
  /// The layer's settings as a reader would write them, such as `784 → 512`; empty where there are none.
  var summary: String { get }
  /// What is learned, in PyTorch's names and order.
  var parameters: [ParameterSpec] { get }
  /// What is measured on the training data and saved with the weights, such as running means.
  var statistics: [ParameterSpec] { get }
  /// What `forward` keeps for `backward`; each item is a slot of `context.saved`.
  var saved: [SavedValues] { get }
  /// Whether `forward` draws random numbers in training.
  var isRandom: Bool { get }

  /// The shape that one example has after this layer.
  ///
  /// - Throws: `NetworkError` where the layer cannot take `input`; `path` names the layer in the message.
  func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape

  /// The layer for inputs of one shape: what a network keeps of it, once `outputShape` has taken the shape.
  ///
  /// A layer that has to know more than counts, such as the height and width of images, takes note of them here.
  func fitted(to input: TensorShape) -> any Layer

  /// How many multiplications with addition one example costs in `forward`.
  func multiplyAdds(for input: TensorShape) -> Int

  /// Computes the output of a batch.
  ///
  /// - Parameters:
  ///   - input: `[batch, inputs]`.
  ///   - output: `[batch, outputs]`, overwritten.
  func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext)

  /// Computes the gradients of a batch: **adds** to `context.gradients`, overwrites `inputGradient`.
  ///
  /// - Parameters:
  ///   - outputGradient: `[batch, outputs]`.
  ///   - inputGradient: `[batch, inputs]`, or empty where nobody needs it.
  ///   - input: what `forward` was given.
  ///   - output: what `forward` made of it.
  func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext)
}

extension Layer {
  /// Most layers have no settings.
  public var summary: String { "" }
  /// Most layers learn nothing.
  public var parameters: [ParameterSpec] { [] }
  /// Most layers measure nothing.
  public var statistics: [ParameterSpec] { [] }
  /// Most layers keep nothing.
  public var saved: [SavedValues] { [] }
  /// Most layers are not random.
  public var isRandom: Bool { false }
  /// Most layers leave the shape as it is.
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape { input }
  /// Most layers need to know no more than they do.
  public func fitted(to input: TensorShape) -> any Layer { self }
  /// Most layers multiply nothing worth counting.
  public func multiplyAdds(for input: TensorShape) -> Int { 0 }
  /// A layer is a module of one node.
  public func append(to builder: inout NetworkBuilder) throws(NetworkError) {
    try builder.append(self)
  }
}

/// Values that a layer keeps from `forward` to `backward`.
public enum SavedValues: Sendable {
  /// So many for each example: `[batch, count]`.
  case perExample(Int)
  /// So many for the whole batch: `[count]`.
  case perBatch(Int)

  package func count(batch: Int) -> Int {
    switch self {
    case .perExample(let count): count * batch
    case .perBatch(let count): count
    }
  }
}
