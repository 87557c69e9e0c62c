public import FledgeKernels
public import FledgeNetworks
public import FledgeTensors

/// A network's loss, accuracy and outputs on a whole set, in evaluation mode.
public struct Evaluation: Sendable {
  /// The mean loss over all examples.
  public var loss: Double
  /// The share of examples whose largest output is at their label; `nil` without labels.
  public var accuracy: Double?
  /// The loss of each example.
  public var losses: [Float]
  /// The label of each example; empty without labels.
  public var labels: [Int32]
  /// The index of each example's largest output; of equal ones the lowest.
  ///
  /// Empty without labels.
  public var predicted: [Int32]
  /// `[examples, outputs]`, if `keepsOutputs` was set.
  public var outputs: Tensor?
}

/// Evaluates a network on whole sets, with memory that is allocated once.
public final class Evaluator {
  private let network: Network
  private let loss: any Loss
  private let threads: ThreadPool
  private var workspace: Workspace
  private let batch: BatchBuffers
  private let capacity = 250

  /// Allocates the memory; each call of `evaluate` reads the parameters as they are then.
  public init(
    network: Network, loss: any Loss, parameters: Parameters, statistics: Parameters, threads: ThreadPool = .serial
  ) {
    self.network = network
    self.loss = loss
    self.threads = threads
    workspace = Workspace(
      network: network, parameters: parameters, statistics: statistics, capacity: capacity, learns: false,
      passes: ExecutionPlan.passes, stream: RandomStream(seed: 0, .dropout), threads: threads)
    batch = BatchBuffers(capacity: capacity, outputs: network.outputShape.count)
  }

  /// Computes the loss of every example and, where there are labels, its predicted class.
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
    var correctCount = 0
    let batches = BatchOrder(count: source.count, batchSize: capacity)
    batch.visit(batches.examples(epoch: 0))
    for step in 0..<batches.steps {
      let range = batches.range(ofStep: step)
      read(range, of: source, options: options, into: workspace)
      workspace.forward(batch: range.count, mode: .evaluation, step: 0)
      let output = workspace.output(batch: range.count)
      var noGradient = MutableSpan<Float>()
      batch.evaluate(loss, output: output, gradientScale: 1, gradient: &noGradient, threads: threads)
      for index in 0..<range.count {
        lossSum += Double(batch.losses[index])
        evaluation.losses.append(batch.losses[index])
      }
      if batch.hasLabels {
        correctCount += batch.countCorrect(output: output, threads: threads)
        for index in 0..<range.count {
          evaluation.labels.append(batch.labels[index])
          evaluation.predicted.append(batch.predicted[index])
        }
      }
      if keepsOutputs { for index in output.indices { kept.append(output[index]) } }
    }
    if keepsOutputs { evaluation.outputs = Tensor(shape: [source.count, outputs], elements: kept) }
    evaluation.loss = lossSum / Double(max(1, source.count))
    if batch.hasLabels { evaluation.accuracy = Double(correctCount) / Double(max(1, source.count)) }
    return evaluation
  }

  private func read(
    _ range: Range<Int>, of source: any ExampleSource, options: TrainingOptions, into workspace: borrowing Workspace
  ) {
    let batch = batch
    var features = workspace.input(batch: range.count)
    source.readFeatures(of: batch.examples(range), into: &features, key: nil, threads: threads)
    batch.readTargets(
      of: range, source: source, options: options, needsOneHot: loss.needsOneHot, features: features.span)
  }
}
