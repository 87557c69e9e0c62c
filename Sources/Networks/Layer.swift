import FledgeKernels
public import FledgeTensors

/// A layer: an immutable value with its parameters' shapes, its output shape, `forward` and `backward`.
///
/// A layer keeps no activations: `backward` gets input, output, parameters and what `forward` wrote to `context.saved`.
/// So any number of workspaces can use one layer at the same time.
///
/// To add a layer, write one file with a type that conforms, list it in `LayerCatalogue`, and test it with `checkLayer`.
public protocol Layer: Module {
  /// The layer's name in summaries and configuration files, such as `linear`.
  var name: String { get }
  /// The settings in summaries, such as `784 → 512`; empty where there are none.
  var summary: String { get }
  /// The layer as a list of layers has it, such as `linear 512`; see `LayerList`.
  var listing: String { get }
  /// The learned parameters, in PyTorch's names and order.
  var parameters: [ParameterSpec] { get }
  /// Running statistics of the training data, saved with the parameters.
  var statistics: [ParameterSpec] { get }
  /// What `forward` keeps for `backward`, one entry for each view of `context.saved`.
  var saved: [SavedValues] { get }
  /// Whether `forward` uses random numbers in training.
  var isRandom: Bool { get }

  /// The shape of one example's output.
  ///
  /// - Throws: `NetworkError` where the layer cannot take `input`; `path` names the layer in the message.
  func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape

  /// The layer for inputs of one shape, which a network keeps in its place.
  ///
  /// A layer that needs more than the number of features, such as the height and width of images, stores it here.
  func fitted(to input: TensorShape) -> any Layer

  /// The multiply-adds of one example in `forward`.
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
  ///   - inputGradient: `[batch, inputs]`, or empty where it is not needed.
  ///   - input: the input of `forward`.
  ///   - output: the output of `forward`.
  func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext)
}

extension Layer {
  public var summary: String { "" }
  public var listing: String { name }
  public var parameters: [ParameterSpec] { [] }
  public var statistics: [ParameterSpec] { [] }
  public var saved: [SavedValues] { [] }
  public var isRandom: Bool { false }
  public func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape { input }
  public func fitted(to input: TensorShape) -> any Layer { self }
  public func multiplyAdds(for input: TensorShape) -> Int { 0 }
  /// A layer is a module of one node.
  public func append(to builder: inout NetworkBuilder) throws(NetworkError) {
    try builder.append(self)
  }
}

/// Values that a layer keeps from `forward` to `backward`.
public enum SavedValues: Sendable {
  /// `[batch, count]`.
  case perExample(Int)
  /// `[count]`, independent of the batch.
  case perBatch(Int)

  package func count(batch: Int) -> Int {
    switch self {
    case .perExample(let count): count * batch
    case .perBatch(let count): count
    }
  }
}
