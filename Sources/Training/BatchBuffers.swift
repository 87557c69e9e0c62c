import FledgeKernels
import FledgeNetworks
import FledgeTensors

/// The order of an epoch, and labels, targets, weights and losses of one batch; allocated once.
final class BatchBuffers {
  private(set) var count = 0
  private(set) var hasLabels = false
  private(set) var hasWeights = false
  private var hasTargets = false
  private(set) var order: AlignedBuffer<Int32>
  private let labelMemory: AlignedBuffer<Int32>
  private let predictedMemory: AlignedBuffer<Int32>
  private let targetMemory: AlignedBuffer<Float>
  private let weightMemory: AlignedBuffer<Float>
  private let lossMemory: AlignedBuffer<Float>
  private let outputs: Int

  init(capacity: Int, outputs: Int) {
    self.outputs = outputs
    order = AlignedBuffer<Int32>(count: 0)
    labelMemory = AlignedBuffer<Int32>(count: capacity)
    predictedMemory = AlignedBuffer<Int32>(count: capacity)
    targetMemory = AlignedBuffer<Float>(count: capacity * outputs)
    weightMemory = AlignedBuffer<Float>(count: capacity)
    lossMemory = AlignedBuffer<Float>(count: capacity)
  }

  /// Sets the order of an epoch.
  func visit(_ examples: [Int32]) {
    if order.count != examples.count { order = AlignedBuffer<Int32>(count: examples.count) }
    let memory = order
    var all = memory.mutableSpan(0..<examples.count)
    for index in examples.indices { all[index] = examples[index] }
  }

  /// Takes the order of other buffers.
  func visit(orderOf other: BatchBuffers) { order = other.order }

  /// The examples of a batch, by its range of the order.
  @_lifetime(borrow self)
  func examples(_ range: Range<Int>) -> Span<Int32> {
    let memory = order
    return unsafe _overrideLifetime(memory.span(range), borrowing: self)
  }

  var labels: Span<Int32> {
    @_lifetime(borrow self)
    get {
      let memory = labelMemory
      return unsafe _overrideLifetime(memory.span(0..<count), borrowing: self)
    }
  }

  /// The index of each example's largest output, after `countCorrect`.
  var predicted: Span<Int32> {
    @_lifetime(borrow self)
    get {
      let memory = predictedMemory
      return unsafe _overrideLifetime(memory.span(0..<count), borrowing: self)
    }
  }

  /// The weighted loss of each example, after `evaluate`.
  var losses: Span<Float> {
    @_lifetime(borrow self)
    get {
      let memory = lossMemory
      return unsafe _overrideLifetime(memory.span(0..<count), borrowing: self)
    }
  }

  /// Σ w over the batch.
  var weightSum: Double {
    let memory = weightMemory
    return hasWeights ? sum(memory.span(0..<count)) : Double(count)
  }

  /// Reads labels or targets, and weights, of the examples at `range` of the order.
  ///
  /// - Parameter features: the batch's features, which are an autoencoder's targets.
  func readTargets(
    of range: Range<Int>, source: any ExampleSource, options: TrainingOptions, needsOneHot: Bool,
    features: Span<Float>
  ) {
    count = range.count
    hasLabels = false
    hasTargets = true
    let (targetMemory, labelMemory) = (targetMemory, labelMemory)
    var targets = targetMemory.mutableSpan(0..<count * outputs)
    switch (options.target, source.targetKind) {
    case (.features, _): copy(features, into: &targets)
    case (.given, .values): source.readTargets(of: examples(range), into: &targets)
    case (.given, .labels):
      hasLabels = true
      hasTargets = needsOneHot
      var labels = labelMemory.mutableSpan(0..<count)
      source.readLabels(of: examples(range), into: &labels)
      if needsOneHot { writeOneHot(labels.span, into: &targets) }
    }
    readWeights(examples(range), options: options)
  }

  /// Σ w over the examples at `range` of the order.
  func weightSum(of range: Range<Int>, source: any ExampleSource, options: TrainingOptions) -> Double {
    count = range.count
    hasLabels = false
    if options.classWeights != nil, options.target == .given, case .labels = source.targetKind {
      hasLabels = true
      let memory = labelMemory
      var labels = memory.mutableSpan(0..<count)
      source.readLabels(of: examples(range), into: &labels)
    }
    readWeights(examples(range), options: options)
    return weightSum
  }

  private func writeOneHot(_ labels: Span<Int32>, into targets: inout MutableSpan<Float>) {
    fill(&targets, with: 0)
    for example in labels.indices { targets[example * outputs + Int(labels[example])] = 1 }
  }

  private func readWeights(_ examples: Span<Int32>, options: TrainingOptions) {
    hasWeights = options.exampleWeights != nil || (options.classWeights != nil && hasLabels)
    guard hasWeights else { return }
    let memory = weightMemory
    var weights = memory.mutableSpan(0..<count)
    for index in 0..<count {
      var weight: Float = 1
      if let byClass = options.classWeights, hasLabels { weight *= byClass[Int(labels[index])] }
      if let byExample = options.exampleWeights { weight *= byExample[Int(examples[index])] }
      weights[index] = weight
    }
  }

  /// Computes losses and the gradient of the output.
  func evaluate(
    _ loss: any Loss, output: Span<Float>, gradientScale: Float, gradient: inout MutableSpan<Float>, threads: ThreadPool
  ) {
    let (lossMemory, labelMemory) = (lossMemory, labelMemory)
    let (targetMemory, weightMemory) = (targetMemory, weightMemory)
    var losses = lossMemory.mutableSpan(0..<count)
    loss.evaluate(
      output, labels: labelMemory.span(0..<(hasTargets ? 0 : count)),
      targets: targetMemory.span(0..<(hasTargets ? count * outputs : 0)),
      weights: weightMemory.span(0..<(hasWeights ? count : 0)), gradientScale: gradientScale, losses: &losses,
      gradient: &gradient, batch: count, threads: threads)
  }

  /// The number of examples whose largest output is at the label.
  func countCorrect(output: Span<Float>, threads: ThreadPool) -> Int {
    let memory = predictedMemory
    var predicted = memory.mutableSpan(0..<count)
    largestColumns(output, into: &predicted, rows: count, columns: outputs, threads: threads)
    var correctCount = 0
    for index in 0..<count where predicted[index] == labels[index] { correctCount += 1 }
    return correctCount
  }
}
