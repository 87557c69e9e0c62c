import FledgeKernels
public import FledgeTensors

/// The description of a network: its layers, every shape, every parameter's path, and the order of execution.
///
/// Immutable; the numbers that it learns are `Parameters`, the memory that it works in is a `Workspace`.
///
/// ```swift
/// let network = try Network(input: [784], [Linear(784, 64), ReLU(), Linear(64, 10)])
/// let parameters = network.initialized(with: .heNormal, seed: 0)
/// ```
public struct Network: Sendable {
  /// The shape of one example.
  public let inputShape: TensorShape
  /// The operations in the order of execution.
  public let nodes: [Node]
  /// What is learned, and where it lies.
  public let parameterLayout: ParameterLayout
  /// What is measured (running means and variances), and where it lies.
  public let statisticsLayout: ParameterLayout
  /// The nodes of each named block.
  public let blocks: [String: Range<Int>]

  /// Builds a network, checking that every layer takes what the layer before it makes.
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

  /// The shape of what the network makes of one example.
  public var outputShape: TensorShape { nodes.last?.outputShape ?? inputShape }

  /// The number of learned values.
  public var parameterCount: Int { parameterLayout.parameterCount }

  /// How many multiplications with addition one example costs in a forward pass.
  public var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }

  /// The shape of value `index`; value 0 is the input, value i + 1 the output of node i.
  public func shape(ofValue index: Int) -> TensorShape { index == 0 ? inputShape : nodes[index - 1].outputShape }

  /// The value that a named block makes, to be given to `Predictor`.
  ///
  /// - Throws: `NetworkError.unknownPath`.
  public func output(ofBlock name: String) throws(NetworkError) -> Int {
    guard let range = blocks[name] else { throw .unknownPath(name, known: blocks.keys.sorted()) }
    return range.upperBound
  }

  /// First values for all parameters, each drawn from a stream of its own.
  ///
  /// The draws depend on the seed, the parameter's number and the element's index only: another deterministic layer in
  /// between changes none of them.
  ///
  /// - Parameter initializer: the distribution of weights whose layer names none; biases start at zero unless the
  ///   initializer says otherwise.
  public func initialized(with initializer: Initializer = .heNormal, seed: UInt64) -> Parameters {
    var parameters = Parameters(layout: parameterLayout)
    for (index, entry) in parameterLayout.entries.enumerated() {
      let key = RandomKey(RandomStream(seed: seed, .initialization), layer: UInt32(index), step: 0)
      let chosen = entry.spec.initializer ?? initializer.forRole(entry.spec.role)
      parameters.fill(index, with: chosen.values(for: entry.spec, key: key))
    }
    return parameters
  }

  /// First values for all statistics.
  public func initialStatistics() -> Parameters {
    var statistics = Parameters(layout: statisticsLayout)
    let key = RandomKey(RandomStream(seed: 0, .initialization), layer: 0, step: 0)
    for (index, entry) in statisticsLayout.entries.enumerated() {
      statistics.fill(index, with: (entry.spec.initializer ?? .constant(0)).values(for: entry.spec, key: key))
    }
    return statistics
  }
}
