import FledgeKernels
import FledgeNetworks
import FledgeTensors

extension Trainer {
  /// The optimizer's learning rate times the schedule's factor for the next step.
  var learningRate: Double {
    optimizer.learningRate
      * options.schedule.factor(
        step: state.step, stepsPerEpoch: stepsPerEpoch, epochs: options.epochs, plateaus: state.plateaus.count)
  }

  func beginEpoch() {
    ahead?.forget()
    switch options.order {
    case .stored: batch.visit((0..<Int32(training.count)).map { $0 })
    case .shuffled, .shuffledOnce:
      let epoch = options.order == .shuffled ? state.epoch : 0
      batch.visit(
        shuffledIndices(training.count, RandomKey(RandomStream(seed: options.seed, .shuffle), step: UInt64(epoch))))
    }
  }

  /// One update, in the fastest way that is known.
  func takeStep() throws {
    let start = clock.now
    workspace.use(tuner.way == .alone ? alone : threads)
    try update()
    tuner.finishStep(seconds: (clock.now - start) / .seconds(1))
  }

  /// Gather a batch, forward, loss, backward, optimizer.
  private func update() throws {
    let range = examples(ofStep: state.stepInEpoch)
    let count = range.count
    let hasInputMask = gather(range)
    readAhead()
    defer { ahead?.finish() }

    workspace.forward(batch: count, mode: .training, step: UInt64(state.step), hasInputMask: hasInputMask)
    let (lossSum, weightSum) = evaluateLoss(count: count)
    guard lossSum.isFinite else { throw divergence(count: count) }

    workspace.zeroGradients()
    let fused = denseUpdate()
    workspace.backward(batch: count, update: fused)
    update(fused == nil ? groups : sparseGroups)

    state.lossSum += lossSum
    state.weightSum += weightSum
    state.exampleCount += count
    if batch.hasLabels { state.correctCount += countCorrect(count: count) }
    state.step += 1
    state.stepInEpoch += 1
  }

  /// The places of a step's batch in the order of the epoch.
  private func examples(ofStep step: Int) -> Range<Int> {
    let start = step * options.batchSize
    return start..<min(start + options.batchSize, training.count)
  }

  private func augmentationDraw(step: Int) -> RandomKey {
    RandomKey(RandomStream(seed: options.seed, .augment), step: UInt64(step))
  }

  /// Lets a thread that waits read the batch of the next step.
  private func readAhead() {
    guard let ahead, tuner.way == .readingAhead, state.stepInEpoch + 1 < stepsPerEpoch else { return }
    ahead.offer(
      step: state.step + 1, examples: batch.order, range: examples(ofStep: state.stepInEpoch + 1),
      key: augmentationDraw(step: state.step + 1))
  }

  /// Gets the batch, if it has not been read ahead; returns whether it had, so that its zeros are known.
  private func gather(_ range: Range<Int>) -> Bool {
    let wasReadAhead = ahead?.take(step: state.step) ?? false
    if wasReadAhead { workspace.swapInputs() }
    let (values, batch) = (workspace.values, batch)
    var features = values.mutable(0, batch: range.count)
    if !wasReadAhead {
      training.readFeatures(
        of: batch.examples(range), into: &features, key: augmentationDraw(step: state.step), threads: workspace.threads)
    }
    batch.readTargets(
      of: range, source: training, options: options, needsOneHot: loss.needsOneHot, features: features.span)
    return wasReadAhead
  }

  /// Writes the gradient of the output; returns Σ w·ℓ and Σ w of the batch.
  private func evaluateLoss(count: Int) -> (lossSum: Double, weightSum: Double) {
    let batch = batch
    let weightSum = batch.weightSum
    let (values, last) = (workspace.values, network.nodes.count)
    guard let gradients = workspace.valueGradients else { preconditionFailure("the trainer plans gradients") }
    var gradient = gradients.mutable(last, batch: count)
    batch.evaluate(
      loss, output: values.span(last, batch: count), gradientScale: Float(1 / max(weightSum, 1e-30)),
      gradient: &gradient, threads: workspace.threads)
    return (sum(batch.losses), weightSum)
  }

  /// The optimizer's step as part of the backward pass, where nothing needs all gradients first.
  func denseUpdate() -> FusedUpdate? {
    guard options.clipping.value == nil, options.clipping.norm == nil else { return nil }
    let weights = optimizerStep(isPenalized: true)
    guard let coefficients = optimizer.coefficients(weights) else { return nil }
    let biases = optimizerStep(isPenalized: options.penalties.includesBiases)
    func bound(to step: OptimizerStep) -> BufferUpdate {
      BufferUpdate(
        coefficients, weights: parameters.arena, state: optimizerState.arena, transform: step.transform)
    }
    return FusedUpdate(weights: bound(to: weights), biases: bound(to: biases))
  }

  private func optimizerStep(isPenalized: Bool, gradientScale: Float = 1) -> OptimizerStep {
    OptimizerStep(
      number: state.step + 1, learningRate: learningRate, gradientScale: gradientScale,
      penalties: isPenalized ? options.penalties : Penalties(), weightDecay: isPenalized ? optimizer.weightDecay : 0,
      threads: workspace.threads)
  }

  private func update(_ groups: [ParameterGroup]) {
    let all = 0..<network.parameterLayout.bufferCount
    let (gradientMemory, weightMemory) = (workspace.parameterGradients, parameters.arena)
    var scale: Float = 1
    if let limit = options.clipping.value {
      var gradients = gradientMemory.mutableSpan(all)
      clip(&gradients, to: Float(limit), threads: workspace.threads)
    }
    if let limit = options.clipping.norm {
      let norm = sumOfSquares(gradientMemory.span(all), threads: workspace.threads).squareRoot()
      // The small number is PyTorch's.
      scale = Float(min(1, limit / (norm + 1e-6)))
    }
    for index in 0..<groups.count {
      let group = groups[index]
      var weights = weightMemory.mutableSpan(group.range)
      optimizer.update(
        &weights, gradients: gradientMemory.span(group.range), state: optimizerState.slots(group.range),
        step: optimizerStep(isPenalized: group.isPenalized, gradientScale: scale))
    }
    if let limit = options.maxNorm { parameters.limitNorms(to: Float(limit), threads: workspace.threads) }
  }

  private func countCorrect(count: Int) -> Int {
    let values = workspace.values
    return batch.countCorrect(output: values.span(network.nodes.count, batch: count), threads: workspace.threads)
  }

  /// Names the first value of the forward pass that is not finite.
  private func divergence(count: Int) -> TrainingError {
    workspace.forward(batch: count, mode: .training, step: UInt64(state.step), everyValue: true)
    let values = workspace.values
    var position = "the loss"
    for (index, node) in network.nodes.enumerated() where firstNonFinite(values.span(index + 1, batch: count)) != nil {
      position = "the output of layer \(node.path) (\(node.name))"
      break
    }
    return .diverged(position: position, step: state.step + 1, epoch: state.epoch + 1, learningRate: learningRate)
  }
}
