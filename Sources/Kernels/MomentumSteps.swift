internal import CFledgeKernels

/// Gradient descent: w ← w − η g.
public func sgdStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, learningRate: Double,
  gradientCoefficients: GradientCoefficients = GradientCoefficients(), threads: ThreadPool = .serial
) {
  requireCount("sgdStep gradients", gradients.count, weights.count)
  let coefficients = UpdateCoefficients.sgd(learningRate: learningRate)
  var none = MutableSpan<Float>()
  coefficients.run(&weights, gradients, &none, gradientCoefficients, threads)
}

/// Momentum with the rate outside: v ← γ v + g, w ← w − η v.
///
/// The form of PyTorch; Sutskever, Martens, Dahl and Hinton, 2013, give it with the rate inside.
public func classicalMomentumStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, velocity: inout MutableSpan<Float>,
  learningRate: Double, momentum: Double, gradientCoefficients: GradientCoefficients = GradientCoefficients(),
  threads: ThreadPool = .serial
) {
  requireCount("classicalMomentumStep gradients", gradients.count, weights.count)
  requireCount("classicalMomentumStep velocity", velocity.count, weights.count)
  let coefficients = UpdateCoefficients.classicalMomentum(learningRate: learningRate, momentum: momentum)
  coefficients.run(&weights, gradients, &velocity, gradientCoefficients, threads)
}

/// Momentum as a moving average of steps: Δ ← γ Δ + (1 − γ) η g, w ← w − Δ.
public func dampedMomentumStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, change: inout MutableSpan<Float>, learningRate: Double,
  momentum: Double, gradientCoefficients: GradientCoefficients = GradientCoefficients(), threads: ThreadPool = .serial
) {
  requireCount("dampedMomentumStep gradients", gradients.count, weights.count)
  requireCount("dampedMomentumStep change", change.count, weights.count)
  let coefficients = UpdateCoefficients.dampedMomentum(learningRate: learningRate, momentum: momentum)
  coefficients.run(&weights, gradients, &change, gradientCoefficients, threads)
}

/// Nesterov's momentum in PyTorch's form: v ← γ v + g, w ← w − η (g + γ v).
public func nesterovStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, velocity: inout MutableSpan<Float>,
  learningRate: Double, momentum: Double, gradientCoefficients: GradientCoefficients = GradientCoefficients(),
  threads: ThreadPool = .serial
) {
  requireCount("nesterovStep gradients", gradients.count, weights.count)
  requireCount("nesterovStep velocity", velocity.count, weights.count)
  let coefficients = UpdateCoefficients.nesterov(learningRate: learningRate, momentum: momentum)
  coefficients.run(&weights, gradients, &velocity, gradientCoefficients, threads)
}

/// Lion: w ← w − η sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g.
///
/// Chen et al., 2023, algorithm 2.
public func lionStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, moment: inout MutableSpan<Float>, learningRate: Double,
  beta1: Double, beta2: Double, gradientCoefficients: GradientCoefficients = GradientCoefficients(),
  threads: ThreadPool = .serial
) {
  requireCount("lionStep gradients", gradients.count, weights.count)
  requireCount("lionStep moment", moment.count, weights.count)
  let coefficients = UpdateCoefficients(rule: FLEDGE_LION, rate: learningRate, decay1: beta1, decay2: beta2)
  coefficients.run(&weights, gradients, &moment, gradientCoefficients, threads)
}

extension UpdateCoefficients {
  /// The numbers of `sgdStep`.
  public static func sgd(learningRate: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_SGD, rate: learningRate)
  }

  /// The numbers of `classicalMomentumStep`.
  public static func classicalMomentum(learningRate: Double, momentum: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_CLASSICAL_MOMENTUM, rate: learningRate, decay1: momentum)
  }

  /// The numbers of `dampedMomentumStep`.
  public static func dampedMomentum(learningRate: Double, momentum: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_DAMPED_MOMENTUM, rate: learningRate, decay1: momentum)
  }

  /// The numbers of `nesterovStep`.
  public static func nesterov(learningRate: Double, momentum: Double) -> UpdateCoefficients {
    UpdateCoefficients(rule: FLEDGE_NESTEROV, rate: learningRate, decay1: momentum)
  }
}
