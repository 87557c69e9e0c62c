internal import CFledgeKernels

/// Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η m̂ / (√v̂ + ε).
///
/// m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ), t = `step` from 1. Kingma and Ba, 2015, algorithm 1. AdamW (Loshchilov and
/// Hutter, 2019) is the same with `gradientCoefficients.keep` = 1 − η λ.
public func adamStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, first: inout MutableSpan<Float>,
  second: inout MutableSpan<Float>, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int,
  gradientCoefficients: GradientCoefficients = GradientCoefficients(), threads: ThreadPool = .serial
) {
  requireCount("adamStep gradients", gradients.count, weights.count)
  requireCount("adamStep first", first.count, weights.count)
  requireCount("adamStep second", second.count, weights.count)
  let coefficients = UpdateCoefficients.adam(
    learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step)
  coefficients.run(&weights, gradients, &first, &second, gradientCoefficients, threads)
}

extension UpdateCoefficients {
  /// The numbers of `adamStep`.
  public static func adam(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) -> UpdateCoefficients {
    precondition(step >= 1, "adamStep: steps count from 1, found \(step)")
    return UpdateCoefficients(
      rule: FLEDGE_ADAM, rate: learningRate / (1 - power(beta1, step)), decay1: beta1, decay2: beta2,
      correction: 1 / (1 - power(beta2, step)).squareRoot(), epsilon: epsilon)
  }
}

/// AdaMax: m ← β₁ m + (1 − β₁) g, u ← max(β₂ u, |g| + ε), w ← w − η / (1 − β₁ᵗ) · m / u.
///
/// Kingma and Ba, 2015, algorithm 2, with ε where PyTorch has it.
public func adaMaxStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, first: inout MutableSpan<Float>,
  largest: inout MutableSpan<Float>, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int,
  gradientCoefficients: GradientCoefficients = GradientCoefficients(), threads: ThreadPool = .serial
) {
  requireCount("adaMaxStep gradients", gradients.count, weights.count)
  requireCount("adaMaxStep first", first.count, weights.count)
  requireCount("adaMaxStep largest", largest.count, weights.count)
  precondition(step >= 1, "adaMaxStep: steps count from 1, found \(step)")
  let coefficients = UpdateCoefficients(
    rule: FLEDGE_ADAMAX, rate: learningRate / (1 - power(beta1, step)), decay1: beta1, decay2: beta2, epsilon: epsilon)
  coefficients.run(&weights, gradients, &first, &largest, gradientCoefficients, threads)
}

/// NAdam in PyTorch's form, with μ_t = β₁ (1 − ½ · 0.96^{0.004 t}) and M_t = μ_1 ⋯ μ_t:
/// w ← w − η ((1 − μ_t) / (1 − M_t) · g + μ_{t+1} / (1 − M_{t+1}) · m) / (√v̂ + ε).
///
/// Dozat, "Incorporating Nesterov momentum into Adam", 2016.
public func nAdamStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, first: inout MutableSpan<Float>,
  second: inout MutableSpan<Float>, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int,
  gradientCoefficients: GradientCoefficients = GradientCoefficients(), threads: ThreadPool = .serial
) {
  requireCount("nAdamStep gradients", gradients.count, weights.count)
  requireCount("nAdamStep first", first.count, weights.count)
  requireCount("nAdamStep second", second.count, weights.count)
  precondition(step >= 1, "nAdamStep: steps count from 1, found \(step)")
  let now = nesterovProduct(beta1, step)
  let next = nesterovFactor(beta1, step + 1)
  let coefficients = UpdateCoefficients(
    rule: FLEDGE_NADAM, rate: learningRate * next / (1 - now * next), decay1: beta1, decay2: beta2,
    correction: 1 / (1 - power(beta2, step)).squareRoot(), epsilon: epsilon,
    gradientRate: learningRate * (1 - nesterovFactor(beta1, step)) / (1 - now))
  coefficients.run(&weights, gradients, &first, &second, gradientCoefficients, threads)
}

/// RAdam: Adam whose step is rectified by r_t, and that divides by √v only once ρ_t > 5.
///
/// Liu et al., "On the variance of the adaptive learning rate and beyond", 2020, algorithm 2, with ε where PyTorch has
/// it: √(1 − β₂ᵗ) / (√v + ε).
public func rAdamStep(
  _ weights: inout MutableSpan<Float>, gradients: Span<Float>, first: inout MutableSpan<Float>,
  second: inout MutableSpan<Float>, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int,
  gradientCoefficients: GradientCoefficients = GradientCoefficients(), threads: ThreadPool = .serial
) {
  requireCount("rAdamStep gradients", gradients.count, weights.count)
  requireCount("rAdamStep first", first.count, weights.count)
  requireCount("rAdamStep second", second.count, weights.count)
  precondition(step >= 1, "rAdamStep: steps count from 1, found \(step)")
  let decayed = power(beta2, step)
  let limit = 2 / (1 - beta2) - 1
  let length = limit - 2 * Double(step) * decayed / (1 - decayed)
  var rate = learningRate / (1 - power(beta1, step))
  let isRectified = length > 5
  if isRectified {
    let rectification = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
    rate *= rectification.squareRoot() * (1 - decayed).squareRoot()
  }
  let coefficients = UpdateCoefficients(
    rule: FLEDGE_RADAM, rate: rate, decay1: beta1, decay2: beta2, epsilon: epsilon, isRectified: isRectified)
  coefficients.run(&weights, gradients, &first, &second, gradientCoefficients, threads)
}

// μ_t = β₁ (1 − ½ · 0.96^{0.004 t}).
private func nesterovFactor(_ beta1: Double, _ step: Int) -> Double {
  // 0.96 to the power 0.004.
  let base = 0.999_836_725_352_675_3
  return beta1 * (1 - 0.5 * power(base, step))
}

// μ_1 ⋯ μ_t. Below 2⁻⁶⁰ it no longer changes 1 − M, so the factors that would follow are left out.
private func nesterovProduct(_ beta1: Double, _ step: Int) -> Double {
  var product = 1.0
  for number in 1...step where product >= 0x1p-60 { product *= nesterovFactor(beta1, number) }
  return product
}
