internal import CFledgeKernels

// In each of these, m ← β₁ m + (1 − β₁) g and t = `step` counts from 1. The states are m and v, in AdaMax m and u.
extension UpdateCoefficients {
  /// Adam: v ← β₂ v + (1 − β₂) g², w ← w − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
  ///
  /// Kingma and Ba, 2015, algorithm 1. AdamW (Loshchilov and Hutter, 2019) is the same behind
  /// `GradientTransform.weightFactor` = 1 − η λ.
  public static func adam(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) -> UpdateCoefficients {
    checkStep(step)
    return UpdateCoefficients(
      rule: FLEDGE_ADAM, stateCount: 2, rate: learningRate / (1 - power(beta1, step)), decay1: beta1, decay2: beta2,
      correction: 1 / (1 - power(beta2, step)).squareRoot(), epsilon: epsilon)
  }

  /// AdaMax: u ← max(β₂ u, |g| + ε), w ← w − η / (1 − β₁ᵗ) · m / u.
  ///
  /// Kingma and Ba, 2015, algorithm 2, with ε where PyTorch has it.
  public static func adaMax(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) -> UpdateCoefficients {
    checkStep(step)
    return UpdateCoefficients(
      rule: FLEDGE_ADAMAX, stateCount: 2, rate: learningRate / (1 - power(beta1, step)), decay1: beta1, decay2: beta2,
      epsilon: epsilon)
  }

  /// NAdam in PyTorch's form, with μ_t = β₁ (1 − ½ · 0.96^{0.004 t}) and M_t = μ_1 ⋯ μ_t:
  /// w ← w − η ((1 − μ_t) / (1 − M_t) · g + μ_{t+1} / (1 − M_{t+1}) · m) / (√v̂ + ε).
  ///
  /// Dozat, "Incorporating Nesterov momentum into Adam", 2016.
  public static func nAdam(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) -> UpdateCoefficients {
    checkStep(step)
    let now = nesterovProduct(beta1, step)
    let next = nesterovFactor(beta1, step + 1)
    return UpdateCoefficients(
      rule: FLEDGE_NADAM, stateCount: 2, rate: learningRate * next / (1 - now * next), decay1: beta1, decay2: beta2,
      correction: 1 / (1 - power(beta2, step)).squareRoot(), epsilon: epsilon,
      gradientRate: learningRate * (1 - nesterovFactor(beta1, step)) / (1 - now))
  }

  /// RAdam: Adam whose step is rectified by r_t, and that divides by √v only once ρ_t > 5.
  ///
  /// Liu et al., "On the variance of the adaptive learning rate and beyond", 2020, algorithm 2, with ε where PyTorch
  /// has it: √(1 − β₂ᵗ) / (√v + ε).
  public static func rAdam(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) -> UpdateCoefficients {
    checkStep(step)
    let decayed = power(beta2, step)
    let limit = 2 / (1 - beta2) - 1
    let length = limit - 2 * Double(step) * decayed / (1 - decayed)
    var rate = learningRate / (1 - power(beta1, step))
    let isRectified = length > 5
    if isRectified {
      let rectification = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
      rate *= rectification.squareRoot() * (1 - decayed).squareRoot()
    }
    return UpdateCoefficients(
      rule: FLEDGE_RADAM, stateCount: 2, rate: rate, decay1: beta1, decay2: beta2, epsilon: epsilon,
      isRectified: isRectified)
  }

  private static func checkStep(_ step: Int) {
    precondition(step >= 1, "UpdateCoefficients: steps count from 1, found \(step)")
  }
}

// μ_t = β₁ (1 − ½ · 0.96^{0.004 t}).
private func nesterovFactor(_ beta1: Double, _ step: Int) -> Double {
  // 0.96 to the power 0.004.
  let base = 0.999_836_725_352_675_3
  return beta1 * (1 - 0.5 * power(base, step))
}

// μ_1 ⋯ μ_t. Below 2⁻⁶⁰ it no longer changes 1 − M, so the remaining factors are left out.
private func nesterovProduct(_ beta1: Double, _ step: Int) -> Double {
  var product = 1.0
  for number in 1...step {
    if product < 0x1p-60 { break }
    product *= nesterovFactor(beta1, number)
  }
  return product
}
