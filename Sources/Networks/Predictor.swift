public import FledgeKernels
public import FledgeTensors

/// A trained network in use: network, parameters and statistics, from any number of threads at once.
///
/// One example alone, in a batch of 7 or in a batch of 10,000 gives the same bits.
public struct Predictor: Sendable {
  /// The description.
  public let network: Network
  /// What was learned.
  public let parameters: Parameters
  /// What was measured.
  public let statistics: Parameters
  private let threads: ThreadPool

  /// Makes a predictor.
  ///
  /// - Parameter team: the threads of each call; calls from several tasks at once want one thread each, the default.
  public init(network: Network, parameters: Parameters, statistics: Parameters, threads: ThreadPool = .serial) {
    self.network = network
    self.parameters = parameters.snapshot()
    self.statistics = statistics.snapshot()
    self.threads = threads
  }

  /// What the network makes of the examples, `[examples, outputs]`.
  ///
  /// - Parameters:
  ///   - features: `[examples, inputs]`, each row in the network's input shape.
  ///   - value: which value to return, such as `network.output(ofBlock: "encoder")`; the last one by default.
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
      fuses: true, stream: RandomStream(seed: 0, .dropout), threads: threads)
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
