import FledgeKernels

/// A rule of `fledge train` with its numbers, in the order of `fledge_rule`.
struct DenseOptimizer {
  var rule: Int32
  var learningRate: Double
  /// Momentum, β₁ or the decay of squares.
  var decay1: Double
  var decay2: Double
  var epsilon: Double
  var l1: Double
  var weightDecay: Double
  var decaysBiases: Bool

  /// AdamW is rule 12: Adam with decoupled weight decay, as Lion has it.
  private var isDecoupled: Bool { rule == 11 || rule == 12 }

  func coefficients(step: Int) -> UpdateCoefficients {
    switch rule {
    case 0: .sgd(learningRate: learningRate)
    case 1: .classicalMomentum(learningRate: learningRate, momentum: decay1)
    case 2: .dampedMomentum(learningRate: learningRate, momentum: decay1)
    case 3: .nesterov(learningRate: learningRate, momentum: decay1)
    case 4: .rmsProp(learningRate: learningRate, decay: decay1, epsilon: epsilon)
    case 6: .adaGrad(learningRate: learningRate, epsilon: epsilon)
    case 7: .adaDelta(learningRate: learningRate, decay: decay1, epsilon: epsilon)
    case 8:
      .adaMax(learningRate: learningRate, beta1: decay1, beta2: decay2, epsilon: epsilon, step: step)
    case 9: .nAdam(learningRate: learningRate, beta1: decay1, beta2: decay2, epsilon: epsilon, step: step)
    case 10: .rAdam(learningRate: learningRate, beta1: decay1, beta2: decay2, epsilon: epsilon, step: step)
    case 11: .lion(learningRate: learningRate, beta1: decay1, beta2: decay2)
    default: .adam(learningRate: learningRate, beta1: decay1, beta2: decay2, epsilon: epsilon, step: step)
    }
  }

  /// Updates a layer's weights and bias from its gradients.
  func update(_ layer: DenseLayer, step: Int) {
    let coefficients = coefficients(step: step)
    apply(coefficients, layer, 0, layer.weightCount, isPenalized: true)
    apply(coefficients, layer, layer.weightCount, layer.outputs, isPenalized: decaysBiases)
  }

  private func apply(
    _ coefficients: UpdateCoefficients, _ layer: DenseLayer, _ start: Int, _ count: Int, isPenalized: Bool
  ) {
    var transform = GradientTransform()
    if isPenalized {
      transform.l1 = Float(l1)
      if isDecoupled {
        transform.weightFactor = Float(1 - learningRate * weightDecay)
      } else {
        transform.l2 = Float(weightDecay)
      }
    }
    var weights = span(layer.parameters + start, count)
    var first = span(layer.first + start, count)
    var second = span(layer.second + start, count)
    coefficients.update(
      &weights, gradients: elements(layer.gradients + start, count), first: &first, second: &second,
      transform: transform)
  }
}
