public import FledgeKernels
public import FledgeTensors

/// Runs a trained network; any number of threads may use it at once.
///
/// One example alone, in a batch of 7 or in a batch of 10,000 gives the same bits.
public struct Predictor: Sendable {
  public let network: Network
  public let parameters: Parameters
  public let statistics: Parameters
  private let threads: ThreadPool

  /// Makes a predictor.
  ///
  /// - Parameter threads: the threads of each call; the default is best where several tasks call at once.
  public init(network: Network, parameters: Parameters, statistics: Parameters, threads: ThreadPool = .serial) {
    self.network = network
    self.parameters = parameters.snapshot()
    self.statistics = statistics.snapshot()
    self.threads = threads
  }

  /// The network's output, `[examples, outputs]`.
  ///
  /// - Parameters:
  ///   - features: `[examples, inputs]`, each row in the network's input shape.
  ///   - value: the value to return, such as `network.output(ofBlock: "encoder")`; by default the output.
  /// - Throws: `NetworkError.shapeMismatch` where a row does not have the network's number of features.
  public func output(for features: Tensor, upTo value: Int? = nil) throws(NetworkError) -> Tensor {
    let count = features.shape.rank == 0 ? 0 : features.shape[0]
    let width = network.inputShape.count
    guard features.shape.count == count * width else {
      throw .shapeMismatch(path: "input", expected: "[examples, \(width)]", found: features.shape)
    }
    let last = value ?? network.nodes.count
    let outputShape = network.shape(ofValue: last)
    var result = Tensor(shape: TensorShape([count] + outputShape.dimensions))
    let capacity = min(max(count, 1), 256)
    var workspace = Workspace(
      network: network, parameters: parameters, statistics: statistics, capacity: capacity, learns: false,
      passes: ExecutionPlan.passes, stream: RandomStream(seed: 0, .dropout), threads: threads)
    for start in stride(from: 0, to: count, by: capacity) {
      let batch = min(capacity, count - start)
      var input = workspace.input(batch: batch)
      copy(features.span.extracting(start * width..<(start + batch) * width), into: &input)
      workspace.forward(batch: batch, mode: .evaluation, step: 0, upTo: last)
      var all = result.mutableSpan
      var rows = all._mutatingExtracting(start * outputShape.count..<(start + batch) * outputShape.count)
      copy(workspace.value(last, batch: batch), into: &rows)
    }
    return result
  }
}
