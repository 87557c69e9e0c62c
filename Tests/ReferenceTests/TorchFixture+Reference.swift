import FledgeReference
import TestSupport

extension TorchFixture {
  /// The loss of one step.
  func makeLoss(step: Int) -> any ReferenceLoss {
    loss.make(labels: labels?[step] ?? [], targets: targets?[step] ?? inputs[step])
  }
}

extension LayerSpec {
  /// The layer, or nil if a number is missing or the type is unknown; batch norm with the given statistics in evaluation.
  func make(statistics: ReferenceBatchStatistics? = nil) -> (any ReferenceLayer)? {
    switch type {
    case "relu": return ReferenceReLU()
    case "selu": return ReferenceSELU()
    case "gelu": return ReferenceGELU()
    case "tanhGELU": return ReferenceTanhGELU()
    case "silu": return ReferenceSiLU()
    case "sigmoid": return ReferenceSigmoid()
    case "tanh": return ReferenceTanh()
    case "softmax": return ReferenceSoftmax()
    case "logSoftmax": return ReferenceLogSoftmax()
    case "leakyReLU": return slope.map { ReferenceLeakyReLU(slope: $0) }
    case "elu": return alpha.map { ReferenceELU(alpha: $0) }
    case "softplus": return beta.map { ReferenceSoftplus(beta: $0) }
    case "prelu": return slopes.map { ReferencePReLU(slopes: $0) }
    case "dropout": return probability.map { ReferenceDropout(probability: $0, mask: nil) }
    case "hardTanh":
      guard let lower, let upper else { return nil }
      return ReferenceHardTanh(lower: lower, upper: upper)
    case "linear":
      guard let inputs, let outputs else { return nil }
      return ReferenceLinear(inputs: inputs, outputs: outputs, bias: bias ?? true)
    case "tiedLinear":
      guard let inputs, let outputs, let owner else { return nil }
      return ReferenceTiedLinear(inputs: inputs, outputs: outputs, owner: owner)
    case "layerNorm":
      guard let features, let epsilon else { return nil }
      return ReferenceLayerNorm(features: features, epsilon: epsilon)
    case "batchNorm":
      guard let features, let epsilon else { return nil }
      let mode = statistics.map { ReferenceBatchNorm.Mode.evaluation($0) } ?? .training
      return ReferenceBatchNorm(features: features, epsilon: epsilon, mode: mode)
    case "residual":
      return layers.map { ReferenceResidual($0.compactMap { $0.make() }) }
    default: return makeImageLayer()
    }
  }

  private func makeImageLayer() -> (any ReferenceLayer)? {
    guard let channels, let height, let width, let kernel, let stride, let padding else { return nil }
    let image = ReferenceImageShape(channels: channels, height: height, width: width)
    let window = ReferenceWindow(kernel: kernel, stride: stride, padding: padding)
    switch type {
    case "conv2d": return outputChannels.map { ReferenceConv2d(image: image, outputChannels: $0, window: window) }
    case "maxPool2d": return ReferenceMaxPool2d(image: image, window: window)
    case "averagePool2d": return ReferenceAveragePool2d(image: image, window: window)
    default: return nil
    }
  }
}

extension LossSpec {
  func make(labels: [Int], targets: [Double]) -> any ReferenceLoss {
    let reduction: ReferenceReduction =
      reduction == "meanOverElements" ? .meanOverElements : .sumOverFeaturesMeanOverBatch
    switch type {
    case "softmaxCrossEntropy":
      return ReferenceSoftmaxCrossEntropy(
        labels: labels, labelSmoothing: labelSmoothing ?? 0, classWeights: classWeights)
    case "denseSoftmaxCrossEntropy": return ReferenceDenseSoftmaxCrossEntropy(targets: targets)
    case "negativeLogLikelihood": return ReferenceNegativeLogLikelihood(labels: labels)
    case "hinge": return ReferenceHinge(labels: labels, margin: margin ?? .nan)
    case "sigmoidBinaryCrossEntropy": return ReferenceSigmoidBinaryCrossEntropy(targets: targets, reduction: reduction)
    case "meanSquaredError": return ReferenceMeanSquaredError(targets: targets, reduction: reduction)
    case "meanAbsoluteError": return ReferenceMeanAbsoluteError(targets: targets, reduction: reduction)
    case "huber": return ReferenceHuber(targets: targets, delta: delta ?? .nan, reduction: reduction)
    case "kullbackLeiblerDivergence": return ReferenceKullbackLeiblerDivergence(targets: targets, reduction: reduction)
    default: fatalError("fixture: expected a known loss, found \(type)")
    }
  }
}

extension OptimizerSpec {
  /// The optimizer; a number that is missing becomes NaN, and every comparison fails.
  func make() -> any ReferenceOptimizer {
    var rules: [any ReferenceGradientRule] = []
    if let clipGlobalNorm { rules.append(ReferenceClipByGlobalNorm(limit: clipGlobalNorm)) }
    if let l2Penalty { rules.append(ReferenceL2Penalty(strength: l2Penalty)) }
    return ReferenceOptimizerChain(rules, makeRule())
  }

  private func makeRule() -> any ReferenceOptimizer {
    let (momentum, decay, epsilon) = (momentum ?? .nan, decay ?? .nan, epsilon ?? .nan)
    let (beta1, beta2) = (beta1 ?? .nan, beta2 ?? .nan)
    switch type {
    case "sgd": return ReferenceSGD(learningRate: learningRate)
    case "classicalMomentum": return ReferenceClassicalMomentum(learningRate: learningRate, momentum: momentum)
    case "nesterov": return ReferenceNesterov(learningRate: learningRate, momentum: momentum)
    case "rmsProp": return ReferenceRMSProp(learningRate: learningRate, decay: decay, epsilon: epsilon)
    case "adaGrad": return ReferenceAdaGrad(learningRate: learningRate, epsilon: epsilon)
    case "adaDelta": return ReferenceAdaDelta(learningRate: learningRate, decay: decay, epsilon: epsilon)
    case "adam": return ReferenceAdam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "adaMax": return ReferenceAdaMax(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "rAdam": return ReferenceRAdam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "adamW":
      return ReferenceAdamW(
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay ?? .nan)
    case "nAdam":
      return ReferenceNAdam(
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        momentumDecay: momentumDecay ?? .nan)
    default: fatalError("fixture: expected a known optimizer, found \(type)")
    }
  }
}
