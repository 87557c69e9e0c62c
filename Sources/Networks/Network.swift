import FledgeKernels
public import FledgeTensors

/// A network: its layers, every shape, every parameter's path, and the order of execution.
///
/// Immutable. What it learns is in `Parameters`; `ExecutionPlan` says how it runs, in the memory of a `Workspace`.
///
/// ```swift
/// let network = try Network(input: [784], [Linear(784, 64), ReLU(), Linear(64, 10)])
/// let parameters = network.initialized(with: .heNormal, seed: 0)
/// ```
public struct Network: Sendable {
  /// The shape of one example.
  public let inputShape: TensorShape
  /// The operations in the order of execution.
  public private(set) var nodes: [Node]
  /// The learned parameters and their offsets.
  public let parameterLayout: ParameterLayout
  /// Running means and variances and their offsets.
  public let statisticsLayout: ParameterLayout
  /// The nodes of each named block.
  public let blocks: [String: Range<Int>]

  /// Builds a network, checking that every layer takes the output shape of the one before it.
  ///
  /// - Throws: `NetworkError` with the path of the first layer that does not fit.
  public init(input: TensorShape, _ modules: [any Module]) throws(NetworkError) {
    var builder = NetworkBuilder(input: input)
    for module in modules { try module.append(to: &builder) }
    inputShape = input
    nodes = builder.nodes
    parameterLayout = builder.layout
    statisticsLayout = builder.statisticsLayout
    blocks = builder.blocks
  }

  /// The shape of one example's output.
  public var outputShape: TensorShape { nodes.last?.outputShape ?? inputShape }

  public var parameterCount: Int { parameterLayout.parameterCount }

  /// The multiply-adds of one example's forward pass.
  public var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }

  /// The shape of value `index`; value 0 is the input, value i + 1 the output of node i.
  public func shape(ofValue index: Int) -> TensorShape { index == 0 ? inputShape : nodes[index - 1].outputShape }

  /// The index of a named block's output, for `Predictor.output(for:upTo:)`.
  ///
  /// - Throws: `NetworkError.unknownPath`.
  public func output(ofBlock name: String) throws(NetworkError) -> Int {
    guard let range = blocks[name] else { throw .unknownPath(name, known: blocks.keys.sorted()) }
    return range.upperBound
  }

  /// Initial parameters.
  ///
  /// A value is a function of the seed, the parameter's index and the element's index: a layer without parameters in
  /// between changes none.
  ///
  /// - Parameter initializer: for weights whose layer has no initializer of its own; biases start at zero, except with
  ///   `uniformFanIn`.
  public func initialized(with initializer: Initializer = .heNormal, seed: UInt64) -> Parameters {
    var parameters = Parameters(layout: parameterLayout)
    for (index, entry) in parameterLayout.entries.enumerated() {
      let key = RandomKey(RandomStream(seed: seed, .initialization), layer: UInt32(index), step: 0)
      let chosen = entry.spec.initializer ?? initializer.forRole(entry.spec.role)
      parameters.fill(index, with: chosen.values(for: entry.spec, key: key))
    }
    return parameters
  }

  /// The same network with another probability in every dropout layer; random numbers and parameters stay what they are.
  package func withDropout(_ probability: Float) -> Network {
    var network = self
    for index in nodes.indices where nodes[index].layer is Dropout {
      network.nodes[index].operation = .layer(Dropout(probability))
    }
    return network
  }

  public func initialStatistics() -> Parameters {
    var statistics = Parameters(layout: statisticsLayout)
    let key = RandomKey(RandomStream(seed: 0, .initialization), layer: 0, step: 0)
    for (index, entry) in statisticsLayout.entries.enumerated() {
      statistics.fill(index, with: (entry.spec.initializer ?? .constant(0)).values(for: entry.spec, key: key))
    }
    return statistics
  }
}
