public import FledgeTensors

/// One operation of a network.
public struct Node: Sendable {
  public enum Operation: Sendable {
    /// A layer with one input.
    case layer(any Layer)
    /// The sum of two values of equal shape, as at the end of a residual block.
    case add
  }

  public internal(set) var operation: Operation
  /// The path of the module in the network, such as `encoder.0`.
  public let path: String
  /// The values that it reads; value 0 is the network's input, value i + 1 is the output of node i.
  public let inputs: [Int]
  /// The shape of the first input, for one example.
  public let inputShape: TensorShape
  /// The shape of the output, for one example.
  public let outputShape: TensorShape
  /// The indices of the layer's parameters in the network's parameter layout.
  public let parameters: [Int]
  /// The indices of the layer's statistics in the network's statistics layout.
  public let statistics: [Int]
  /// The number of random layers before this node.
  ///
  /// Random keys depend on it and not on the path, so that adding a deterministic layer changes no random number.
  public let randomIndex: Int

  /// The layer; `nil` for an addition.
  public var layer: (any Layer)? {
    if case .layer(let layer) = operation { layer } else { nil }
  }

  /// The operation's name in summaries.
  public var name: String { layer?.name ?? "add" }

  /// The multiply-adds of one example's forward pass.
  public var multiplyAdds: Int { layer?.multiplyAdds(for: inputShape) ?? 0 }
}
