import FledgeKernels
import FledgeModels
package import FledgeNetworks
import FledgeTensors
package import FledgeTraining

/// The gradient of the mean loss over one batch: the first training examples, without augmentation and penalties.
///
/// Training itself keeps no gradients of linear layers, since the backward pass updates their weights as it goes. So this
/// computes them once more, in memory of its own and from copies of weights and statistics; nothing of the training is
/// changed.
package struct GradientSample {
  private let trainer: Trainer
  private let examples: [Int32]

  package init(_ trainer: Trainer) {
    self.trainer = trainer
    examples = (0..<min(trainer.options.batchSize, trainer.training.count)).map { Int32($0) }
  }

  /// The gradient of every parameter at the state of a snapshot.
  package func gradients(at snapshot: TrainerSnapshot) -> Parameters {
    let (network, options, count) = (trainer.network, trainer.options, examples.count)
    var workspace = Workspace(
      network: network, parameters: snapshot.parameters, statistics: snapshot.statistics, capacity: count, learns: true,
      stream: RandomStream(seed: options.seed, .dropout), threads: .serial)
    read(into: workspace, count: count)
    workspace.forward(batch: count, mode: .training, step: UInt64(snapshot.state.step))
    evaluate(workspace, count: count)
    workspace.zeroGradients()
    workspace.backward()
    var gradients = Parameters(layout: network.parameterLayout)
    gradients.assign(from: workspace.parameterGradients(0..<network.parameterLayout.bufferCount))
    return gradients
  }

  private func read(into workspace: borrowing Workspace, count: Int) {
    var input = workspace.input(batch: count)
    trainer.training.readFeatures(of: examples.span, into: &input, key: nil, threads: .serial)
  }

  /// Writes the gradient of the output.
  private func evaluate(_ workspace: borrowing Workspace, count: Int) {
    let (source, options, loss) = (trainer.training, trainer.options, trainer.loss)
    let outputs = trainer.network.outputShape.count
    var labels: [Int32] = []
    var targets: [Float] = []
    switch (options.target, source.targetKind) {
    case (.features, _):
      targets = [Float](repeating: 0, count: count * outputs)
      var span = targets.mutableSpan
      source.readFeatures(of: examples.span, into: &span, key: nil, threads: .serial)
    case (.given, .values):
      targets = [Float](repeating: 0, count: count * outputs)
      var span = targets.mutableSpan
      source.readTargets(of: examples.span, into: &span)
    case (.given, .labels):
      labels = [Int32](repeating: 0, count: count)
      var span = labels.mutableSpan
      source.readLabels(of: examples.span, into: &span)
    }
    let weights = weights(labels)
    if loss.needsOneHot, !labels.isEmpty {
      targets = [Float](repeating: 0, count: count * outputs)
      for (row, label) in labels.enumerated() { targets[row * outputs + Int(label)] = 1 }
      labels = []
    }
    let sum = weights.isEmpty ? Float(count) : weights.reduce(0, +)
    var losses = [Float](repeating: 0, count: count)
    var lossSpan = losses.mutableSpan
    var gradient = workspace.outputGradient(batch: count)
    loss.evaluate(
      workspace.output(batch: count), labels: labels.span, targets: targets.span, weights: weights.span,
      gradientScale: 1 / max(sum, 1e-30), losses: &lossSpan, gradient: &gradient, batch: count, threads: .serial)
  }

  private func weights(_ labels: [Int32]) -> [Float] {
    let options = trainer.options
    guard options.exampleWeights != nil || (options.classWeights != nil && !labels.isEmpty) else { return [] }
    return examples.enumerated().map { row, example in
      var weight: Float = 1
      if let byClass = options.classWeights, !labels.isEmpty { weight *= byClass[Int(labels[row])] }
      if let byExample = options.exampleWeights { weight *= byExample[Int(example)] }
      return weight
    }
  }
}
