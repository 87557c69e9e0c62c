internal import CFledgeKernels

/// RMSProp in PyTorch's form: s ← α s + (1 − α) g², w ← w − η g / (√s + ε).
///
/// Tieleman and Hinton, 2012.
public func rmsPropStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, squares: inout MutableSpan<Float>,
  learningRate: Double, decay: Double, epsilon: Double,
  gradientCoefficients: GradientCoefficients = GradientCoefficients(),
  threads: ThreadPool = .serial
) {
  requireCount("rmsPropStep gradients", gradients.count, weights.count)
  requireCount("rmsPropStep squares", squares.count, weights.count)
  let coefficients = UpdateCoefficients(rule: FLEDGE_RMSPROP, rate: learningRate, decay1: decay, epsilon: epsilon)
  coefficients.run(&weights, gradients, &squares, gradientCoefficients, threads)
}

/// AdaGrad: s ← s + g², w ← w − η g / (√s + ε).
///
/// Duchi, Hazan and Singer, 2011.
public func adaGradStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, squares: inout MutableSpan<Float>,
  learningRate: Double, epsilon: Double, gradientCoefficients: GradientCoefficients = GradientCoefficients(),
  threads: ThreadPool = .serial
) {
  requireCount("adaGradStep gradients", gradients.count, weights.count)
  requireCount("adaGradStep squares", squares.count, weights.count)
  let coefficients = UpdateCoefficients(rule: FLEDGE_ADAGRAD, rate: learningRate, epsilon: epsilon)
  coefficients.run(&weights, gradients, &squares, gradientCoefficients, threads)
}

/// AdaDelta: s ← ρ s + (1 − ρ) g², d = √(u + ε) / √(s + ε) · g, u ← ρ u + (1 − ρ) d², w ← w − η d.
///
/// Zeiler, 2012, algorithm 1, where η is 1.
public func adaDeltaStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, squares: inout MutableSpan<Float>,
  changes: inout MutableSpan<Float>, learningRate: Double, decay: Double, epsilon: Double,
  gradientCoefficients: GradientCoefficients = GradientCoefficients(), threads: ThreadPool = .serial
) {
  requireCount("adaDeltaStep gradients", gradients.count, weights.count)
  requireCount("adaDeltaStep squares", squares.count, weights.count)
  requireCount("adaDeltaStep changes", changes.count, weights.count)
  let coefficients = UpdateCoefficients(rule: FLEDGE_ADADELTA, rate: learningRate, decay1: decay, epsilon: epsilon)
  coefficients.run(&weights, gradients, &squares, &changes, gradientCoefficients, threads)
}
