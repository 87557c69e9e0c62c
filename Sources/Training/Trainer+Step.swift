import FledgeKernels
import FledgeNetworks
import FledgeTensors

extension Trainer {
  /// The base learning rate times the schedule's factor for the next step.
  var learningRate: Double {
    options.learningRate
      * options.schedule.factor(
        step: state.step, stepsPerEpoch: stepsPerEpoch, epochs: options.epochs, plateaus: state.plateaus.count)
  }

  func beginEpoch() {
    switch options.order {
    case .stored: batch.visit((0..<Int32(training.count)).map { $0 })
    case .shuffled, .shuffledOnce:
      let epoch = options.order == .shuffled ? state.epoch : 0
      batch.visit(
        shuffledIndices(training.count, Draw(RandomStream(seed: options.seed, .shuffle), step: UInt64(epoch))))
    }
  }

  /// One update: gather a batch, forward, loss, backward, optimizer.
  func takeStep() throws {
    let start = state.stepInEpoch * options.batchSize
    let count = min(options.batchSize, training.count - start)
    gather(start..<start + count)

    workspace.forward(batch: count, mode: .training, step: UInt64(state.step))
    let (lossSum, weightSum) = evaluateLoss(count: count)
    guard lossSum.isFinite else { throw divergence(count: count) }

    workspace.zeroGradients()
    let fused = denseUpdate()
    workspace.backward(batch: count, update: fused)
    update(fused == nil ? groups : sparseGroups)

    state.lossSum += lossSum
    state.weightSum += weightSum
    state.exampleCount += count
    if batch.hasLabels { state.rightCount += countRight(count: count) }
    state.step += 1
    state.stepInEpoch += 1
  }

  private func gather(_ range: Range<Int>) {
    let (values, batch) = (workspace.values, batch)
    var features = values.mutable(0, batch: range.count)
    let draw = Draw(RandomStream(seed: options.seed, .augment), step: UInt64(state.step))
    training.readFeatures(of: batch.examples(range), into: &features, draw: draw, team: team)
    batch.readTargets(
      of: range, source: training, options: options, needsOneHot: loss.needsOneHot, features: features.span)
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
      gradient: &gradient, team: team)
    return (sum(batch.losses), weightSum)
  }

  /// The optimizer's step as part of the backward pass, where nothing needs all gradients first.
  private func denseUpdate() -> DenseUpdate? {
    guard options.clipping.value == nil, options.clipping.norm == nil else { return nil }
    let biasPenalties = options.penalties.includesBiases ? options.penalties : Penalties()
    guard let weights = bufferUpdate(options.penalties), let biases = bufferUpdate(biasPenalties) else { return nil }
    return DenseUpdate(weights: weights, biases: biases)
  }

  private func bufferUpdate(_ penalties: Penalties) -> BufferUpdate? {
    let step = OptimizerStep(
      number: state.step + 1, learningRate: learningRate, gradientScale: 1, penalties: penalties, team: team)
    return optimizer.pass(step).map {
      BufferUpdate($0, weights: parameters.arena, state: optimizerState.arena, adjustment: step.adjustment)
    }
  }

  private func update(_ groups: [ParameterGroup]) {
    let all = 0..<network.parameterLayout.bufferCount
    let (gradientMemory, weightMemory) = (workspace.parameterGradients, parameters.arena)
    var scale: Float = 1
    if let limit = options.clipping.value {
      var gradients = gradientMemory.mutableSpan(all)
      clip(&gradients, to: Float(limit), team: team)
    }
    if let limit = options.clipping.norm {
      let norm = sumOfSquares(gradientMemory.span(all), team: team).squareRoot()
      // The small number is PyTorch's.
      scale = Float(min(1, limit / (norm + 1e-6)))
    }
    for index in 0..<groups.count {
      let group = groups[index]
      var weights = weightMemory.mutableSpan(group.range)
      optimizer.update(
        &weights, gradients: gradientMemory.span(group.range), state: optimizerState.slots(group.range),
        step: OptimizerStep(
          number: state.step + 1, learningRate: learningRate, gradientScale: scale, penalties: group.penalties,
          team: team))
    }
    if let limit = options.maxNorm { parameters.limitNorms(to: Float(limit), team: team) }
  }

  private func countRight(count: Int) -> Int {
    let values = workspace.values
    return batch.countRight(output: values.span(network.nodes.count, batch: count), team: team)
  }

  /// Names the first value of the forward pass that is not finite.
  private func divergence(count: Int) -> TrainingError {
    workspace.forward(batch: count, mode: .training, step: UInt64(state.step), everyValue: true)
    let values = workspace.values
    var place = "the loss"
    for (index, node) in network.nodes.enumerated() where firstNonFinite(values.span(index + 1, batch: count)) != nil {
      place = "the output of layer \(node.path) (\(node.kind))"
      break
    }
    return .diverged(place: place, step: state.step + 1, epoch: state.epoch + 1, learningRate: learningRate)
  }
}
