public import FledgeTensors

/// One operation of a network's plan.
public struct Node: Sendable {
  /// What the operation is.
  public enum Operation: Sendable {
    /// A layer with one input.
    case layer(any Layer)
    /// The sum of two values of equal shape, as at the end of a residual block.
    case add
  }

  /// What is computed.
  public let operation: Operation
  /// The path of the module in the network, such as `encoder.0`.
  public let path: String
  /// The values that are read; value 0 is the network's input, value i + 1 is the output of node i.
  public let inputs: [Int]
  /// The shape of the first input, for one example.
  public let inputShape: TensorShape
  /// The shape of the output, for one example.
  public let outputShape: TensorShape
  /// The places of the layer's parameters in the network's parameter layout.
  public let parameters: [Int]
  /// The places of the layer's statistics in the network's statistics layout.
  public let statistics: [Int]
  /// The number of this node among the random ones; the draws of a layer depend on it and not on its path, so that
  /// another deterministic layer changes no draw.
  public let randomIndex: Int

  /// The layer, or nothing for an addition.
  public var layer: (any Layer)? {
    if case .layer(let layer) = operation { layer } else { nil }
  }

  /// The operation's name in summaries.
  public var name: String { layer?.name ?? "add" }

  /// How many multiplications with addition one example costs in a forward pass.
  public var multiplyAdds: Int { layer?.multiplyAdds(for: inputShape) ?? 0 }
}
