import FledgeKernels
import FledgeNetworks
import FledgeTensors

extension Trainer {
  /// The learning rate of the next step: the optimizer's rate times the schedule's factor.
  package var learningRate: Double { learningRate(atStep: state.step) }

  /// The learning rate of the step that follows `step` steps.
  func learningRate(atStep step: Int) -> Double {
    if let learningRateOverride { return learningRateOverride }
    return (baseLearningRate ?? optimizer.learningRate)
      * options.schedule.factor(
        step: step, stepsPerEpoch: stepsPerEpoch, epochs: options.epochs, plateaus: state.plateaus.count)
  }

  func beginEpoch() {
    prefetcher?.discard()
    batch.visit(batches.examples(epoch: state.epoch))
    leaves?.visit(orderOf: batch)
  }

  /// Starts the next epoch without evaluation, if the current one has no steps left.
  func beginNextEpochIfDone() {
    guard state.stepInEpoch == stepsPerEpoch else { return }
    state.beginNextEpoch()
    beginEpoch()
  }

  /// One update, parallelised as the auto-tuner chooses.
  func takeStep() throws {
    if appliedInterventions < interventions.count { intervene() }
    let start = clock.now
    workspace.use(tuner.candidate == .serial ? serial : threads)
    if let leaves {
      try update(leaves)
    } else {
      try update()
    }
    tuner.finishStep(seconds: (clock.now - start) / .seconds(1))
  }

  /// Batch, forward, loss, backward, optimizer.
  private func update() throws {
    let range = batches.range(ofStep: state.stepInEpoch)
    let count = range.count
    let isPrefetched = prefetcher?.take(step: state.step) ?? false
    if isPrefetched { workspace.swapInputs() }
    readBatch(range, into: workspace, batch, hasFeatures: isPrefetched)
    prefetch()
    defer { prefetcher?.wait() }

    workspace.forward(batch: count, mode: .training, step: UInt64(state.step))
    let weightSum = batch.weightSum
    let lossSum = evaluateLoss(workspace, batch, count: count, gradientScale: Float(1 / max(weightSum, 1e-30)))
    guard lossSum.isFinite else { throw divergence(count: count) }

    workspace.zeroGradients()
    // Where norms are measured the gradients are needed as a whole; the bits are those of the fused update.
    let isMeasured = measuresNorms
    let fused = isMeasured ? nil : fusedUpdate()
    workspace.backward(update: fused)
    let norms = isMeasured ? gradientNorms() : []
    update(fused == nil ? groups : unfusedGroups)

    state.lossSum += lossSum
    state.weightSum += weightSum
    state.exampleCount += count
    if batch.hasLabels {
      state.correctCount += batch.countCorrect(output: workspace.output(batch: count), threads: workspace.threads)
    }
    // Last, since its pass replaces the outputs that were counted.
    if isMeasured { tracked = trackedValues(gradientNorms: norms, count: count) }
    state.step += 1
    state.stepInEpoch += 1
  }

  private func augmentationKey(step: Int) -> RandomKey {
    RandomKey(RandomStream(seed: options.seed, .augment), step: UInt64(step))
  }

  /// Submits the batch of the next step of this epoch.
  private func prefetch() {
    guard let prefetcher, tuner.candidate == .prefetching, state.stepInEpoch + 1 < stepsPerEpoch else { return }
    prefetcher.submit(
      step: state.step + 1, examples: batch.order, range: batches.range(ofStep: state.stepInEpoch + 1),
      key: augmentationKey(step: state.step + 1))
  }

  // Spans of the workspace cannot outlive one access to a property, so functions that keep one borrow the workspace.

  /// Reads features, unless they have been prefetched, and targets.
  func readBatch(
    _ range: Range<Int>, into workspace: borrowing Workspace, _ batch: BatchBuffers, hasFeatures: Bool = false
  ) {
    var features = workspace.input(batch: range.count)
    if !hasFeatures {
      training.readFeatures(
        of: batch.examples(range), into: &features, key: augmentationKey(step: state.step), threads: workspace.threads)
    }
    batch.readTargets(
      of: range, source: training, options: options, needsOneHot: loss.needsOneHot, features: features.span)
  }

  /// Writes the gradient of the output; returns Σ w·ℓ of the batch.
  func evaluateLoss(
    _ workspace: borrowing Workspace, _ batch: BatchBuffers, count: Int, gradientScale: Float
  ) -> Double {
    var gradient = workspace.outputGradient(batch: count)
    batch.evaluate(
      loss, output: workspace.output(batch: count), gradientScale: gradientScale, gradient: &gradient,
      threads: workspace.threads)
    return sum(batch.losses)
  }

  /// The optimizer's step as part of the backward pass; `nil` where clipping or leaves need all gradients first.
  func fusedUpdate() -> FusedUpdate? {
    guard leaves == nil, options.clipping.value == nil, options.clipping.norm == nil else { return nil }
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

  func update(_ groups: [ParameterGroup]) {
    let all = 0..<network.parameterLayout.bufferCount
    let weightMemory = parameters.arena
    var scale: Float = 1
    if let limit = options.clipping.value {
      var gradients = workspace.mutableParameterGradients(all)
      clip(&gradients, to: Float(limit), threads: workspace.threads)
    }
    if let limit = options.clipping.norm {
      let norm = sumOfSquares(workspace.parameterGradients(all), threads: workspace.threads).squareRoot()
      // 1e-6 as in PyTorch.
      scale = Float(min(1, limit / (norm + 1e-6)))
    }
    for index in 0..<groups.count {
      let group = groups[index]
      var weights = weightMemory.mutableSpan(group.range)
      optimizer.update(
        &weights, gradients: workspace.parameterGradients(group.range), state: optimizerState.slots(group.range),
        step: optimizerStep(isPenalized: group.isPenalized, gradientScale: scale))
    }
    if let limit = options.maxNorm { parameters.limitNorms(to: Float(limit), threads: workspace.threads) }
  }

  /// Names the first value of the forward pass that is not finite.
  private func divergence(count: Int) -> TrainingError {
    workspace.forward(batch: count, mode: .training, step: UInt64(state.step), everyValue: true)
    return divergence(at: firstNonFiniteNode(workspace, count: count))
  }

  /// The first node with an output that is not finite, after `forward(everyValue: true)`; `nil` where all are.
  func firstNonFiniteNode(_ workspace: borrowing Workspace, count: Int) -> Int? {
    for index in network.nodes.indices where firstNonFinite(workspace.value(index + 1, batch: count)) != nil {
      return index
    }
    return nil
  }

  func divergence(at node: Int?) -> TrainingError {
    let position =
      node.map { "the output of layer \(network.nodes[$0].path) (\(network.nodes[$0].name))" } ?? "the loss"
    return .diverged(position: position, step: state.step + 1, epoch: state.epoch + 1, learningRate: learningRate)
  }
}
