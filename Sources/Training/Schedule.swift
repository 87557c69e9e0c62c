import FledgeKernels

/// How the learning rate changes while a network is trained: η(step) = η₀·factor(step).
///
/// A step is one update; an epoch is a pass over the training set.
public indirect enum Schedule: Sendable, Equatable {
  /// η₀ throughout.
  case constant
  /// Times `factor` after every `epochs` epochs.
  case step(epochs: Int, factor: Double)
  /// Times `factor` after every epoch.
  case exponential(factor: Double)
  /// From η₀ to `floor`·η₀ along half a cosine over the whole training. Loshchilov and Hutter, 2017, equation 5.
  case cosine(floor: Double)
  /// η₀ for a share `hold` of all steps, then in a line to `floor`·η₀ at the end.
  case linear(hold: Double, floor: Double)
  /// Up from η₀/`division` to η₀ in the first `rise` of all steps and down to η₀/(`division`·10⁴), along cosines.
  /// Smith and Topin, 2018.
  case oneCycle(rise: Double, division: Double)
  /// Linearly from 0 to η₀ over the first `steps` steps, then another schedule, which has the remaining steps.
  case warmUp(steps: Int, then: Schedule)
  /// Times `factor` whenever the monitored value has not improved for `patience` epochs.
  case onPlateau(factor: Double, patience: Int)

  /// What the base learning rate is multiplied with for one step.
  ///
  /// - Parameters:
  ///   - step: the steps taken before this one.
  ///   - plateaus: how often `PlateauCounter` has found no improvement.
  public func factor(step: Int, stepsPerEpoch: Int, epochs: Int, plateaus: Int) -> Double {
    factor(step: step, of: stepsPerEpoch * epochs, stepsPerEpoch: max(1, stepsPerEpoch), plateaus: plateaus)
  }

  /// The same, for a schedule that has `total` steps of its own.
  private func factor(step: Int, of total: Int, stepsPerEpoch: Int, plateaus: Int) -> Double {
    let position = Double(step) / Double(max(1, total))
    let epoch = step / stepsPerEpoch
    switch self {
    case .constant:
      return 1
    case .step(let epochs, let factor):
      return power(factor, epoch / epochs)
    case .exponential(let factor):
      return power(factor, epoch)
    case .cosine(let floor):
      return floor + (1 - floor) * cosineRamp(position)
    case .linear(let hold, let floor):
      return position < hold ? 1 : 1 - (1 - floor) * (position - hold) / (1 - hold)
    case .oneCycle(let rise, let division):
      let low = 1 / division
      if position < rise { return low + (1 - low) * (1 - cosineRamp(position / rise)) }
      let floor = low / 10_000
      return floor + (1 - floor) * cosineRamp((position - rise) / (1 - rise))
    case .warmUp(let steps, let next):
      if step < steps { return Double(step + 1) / Double(steps) }
      return next.factor(step: step - steps, of: total - steps, stepsPerEpoch: stepsPerEpoch, plateaus: plateaus)
    case .onPlateau(let factor, _):
      return power(factor, plateaus)
    }
  }

  /// Whether the learning rate of a step depends on how many epochs there will be, so that a training of 10 epochs is not
  /// the first half of one of 20.
  public var dependsOnEpochs: Bool {
    switch self {
    case .constant, .step, .exponential, .onPlateau: false
    case .cosine, .linear, .oneCycle: true
    case .warmUp(_, let next): next.dependsOnEpochs
    }
  }

  /// The epochs without improvement after which the rate falls, where this schedule waits for plateaus.
  public var plateauPatience: Int? {
    switch self {
    case .onPlateau(_, let patience): patience
    case .warmUp(_, let next): next.plateauPatience
    default: nil
    }
  }
}

/// (1 + cos πt) / 2 for t in [0, 1]: falls from 1 to 0.
///
/// cos πt = 1 − 2·sin²(πt/2), with the Taylor series of the sine about 0 on [0, π/4] and of the cosine beyond, to 1e-15.
private func cosineRamp(_ t: Double) -> Double {
  let x = min(max(t, 0), 1) * Double.pi / 2
  func sine(_ x: Double) -> Double {
    var (term, sum) = (x, x)
    for k in 1...9 {
      term *= -x * x / Double(2 * k * (2 * k + 1))
      sum += term
    }
    return sum
  }
  let half = sine(x / 2)
  let cosine = 1 - 2 * half * half
  return cosine * cosine
}
