public import FledgeKernels
public import FledgeNetworks
public import FledgeTensors

/// What a network makes of a whole set, in evaluation mode.
public struct Evaluation: Sendable {
  /// The mean loss over all examples.
  public var loss: Double
  /// The share of examples whose largest output stands at their label; `nil` without labels.
  public var accuracy: Double?
  /// The loss of each example.
  public var losses: [Float]
  /// The labels, where there are any.
  public var labels: [Int32]
  /// The place of each example's largest output; ties go to the lowest.
  public var predicted: [Int32]
  /// The network's output, `[examples, outputs]`, where it was asked for.
  public var outputs: Tensor?
}

/// Measures a network over whole sets, with memory that is planned once.
public final class Evaluator {
  private let network: Network
  private let loss: any Loss
  private let threads: ThreadPool
  private var workspace: Workspace
  private let batch: BatchBuffers
  private let capacity = 250

  /// Plans the memory.
  ///
  /// The parameters are read as they are at the time of each call.
  public init(
    network: Network, loss: any Loss, parameters: Parameters, statistics: Parameters, threads: ThreadPool = .serial
  ) {
    self.network = network
    self.loss = loss
    self.threads = threads
    workspace = Workspace(
      network: network, parameters: parameters, statistics: statistics, capacity: capacity, learns: false,
      fuses: true, stream: RandomStream(seed: 0, .dropout), threads: threads)
    batch = BatchBuffers(capacity: capacity, outputs: network.outputShape.count)
  }

  /// Computes the loss of every example and, where there are labels, whether it was classified rightly.
  public func evaluate(
    _ source: any ExampleSource, target: TrainingOptions.Target = .given, keepsOutputs: Bool = false
  ) -> Evaluation {
    var options = TrainingOptions()
    options.target = target
    let outputs = network.outputShape.count
    var evaluation = Evaluation(loss: 0, losses: [], labels: [], predicted: [])
    evaluation.losses.reserveCapacity(source.count)
    var kept: [Float] = []
    if keepsOutputs { kept.reserveCapacity(source.count * outputs) }
    let batch = batch
    var lossSum = 0.0
    var right = 0
    batch.visit((0..<Int32(source.count)).map { $0 })
    for start in stride(from: 0, to: source.count, by: capacity) {
      let range = start..<min(start + capacity, source.count)
      read(range, of: source, options: options)
      workspace.forward(batch: range.count, mode: .evaluation, step: 0)
      let values = workspace.values
      let output = values.span(network.nodes.count, batch: range.count)
      var noGradient = MutableSpan<Float>()
      batch.evaluate(
        loss, output: output, gradientScale: 1, gradient: &noGradient, threads: threads)
      for index in 0..<range.count {
        lossSum += Double(batch.losses[index])
        evaluation.losses.append(batch.losses[index])
      }
      if batch.hasLabels {
        right += batch.countCorrect(output: output, threads: threads)
        for index in 0..<range.count {
          evaluation.labels.append(batch.labels[index])
          evaluation.predicted.append(batch.predicted[index])
        }
      }
      if keepsOutputs { for index in output.indices { kept.append(output[index]) } }
    }
    if keepsOutputs { evaluation.outputs = Tensor(shape: [source.count, outputs], elements: kept) }
    evaluation.loss = lossSum / Double(max(1, source.count))
    if batch.hasLabels { evaluation.accuracy = Double(right) / Double(max(1, source.count)) }
    return evaluation
  }

  private func read(_ range: Range<Int>, of source: any ExampleSource, options: TrainingOptions) {
    let (values, batch) = (workspace.values, batch)
    var features = values.mutable(0, batch: range.count)
    source.readFeatures(of: batch.examples(range), into: &features, key: nil, threads: threads)
    batch.readTargets(
      of: range, source: source, options: options, needsOneHot: loss.needsOneHot, features: features.span)
  }
}
