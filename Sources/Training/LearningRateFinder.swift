/// Looks for a good learning rate: takes steps at rates that rise from very small to far too large, and watches the loss.
///
/// Step i of n uses the rate from·(to/from)^(i/(n − 1)). It works on a copy: weights, statistics, optimizer state and
/// history of the trainer stay as they are, and random numbers are functions of the step, so nothing else moves either.
///
/// Source: L. Smith, Cyclical learning rates for training neural networks, 2017, section 3.3.
public struct LearningRateFinder: Sendable {
  /// The first rate.
  public var from = 1e-6
  /// The last rate.
  public var to = 10.0
  /// The most steps; the sweep ends earlier once the loss has risen far above its lowest value.
  public var steps = 150
  /// The share of the past in the smoothed loss: sᵢ = βsᵢ₋₁ + (1 − β)ℓᵢ, divided by 1 − βⁱ.
  public var smoothing = 0.9
  /// How many times the lowest smoothed loss ends the sweep.
  public var divergenceFactor = 4.0

  /// Makes a finder with the defaults.
  public init() {}

  /// Sweeps over the rates.
  ///
  /// - Throws: `TrainingError.invalidOption` where the sweep is empty; `NetworkError` as `Trainer.init`.
  public func sweep(_ trainer: Trainer) throws -> LearningRateCurve {
    guard from > 0, from.isFinite, to > from, to.isFinite, steps >= 10, smoothing >= 0, smoothing < 1 else {
      throw TrainingError.invalidOption(
        "learning-rate finder: expected 0 < from < to, 10 or more steps and a smoothing below 1, found \(from) to \(to), "
          + "\(steps) steps and \(smoothing)")
    }
    let copy = try self.copy(of: trainer)
    var curve = LearningRateCurve()
    var (average, weight, lowest) = (0.0, 1.0, Double.infinity)
    for step in 0..<steps {
      guard let loss = try takeStep(of: copy, number: step), loss.isFinite else { break }
      average = smoothing * average + (1 - smoothing) * loss
      weight *= smoothing
      let smoothed = average / (1 - weight)
      curve.points.append(LearningRateCurve.Point(rate: copy.learningRate, loss: loss, smoothedLoss: smoothed))
      lowest = min(lowest, smoothed)
      if step > steps / 10, smoothed > divergenceFactor * lowest { break }
    }
    return curve
  }

  /// A trainer in the same state, with memory of its own and a rate that rises by one factor for each plateau counted.
  private func copy(of trainer: Trainer) throws -> Trainer {
    var options = trainer.options
    var optimizer = trainer.optimizer
    optimizer.learningRate = from
    options.schedule = .onPlateau(factor: factor, patience: .max)
    options.earlyStopping = nil
    let snapshot = trainer.snapshot()
    let copy = try Trainer(
      network: trainer.network, loss: trainer.loss, optimizer: optimizer, training: trainer.training,
      initial: snapshot.parameters, options: options, threads: trainer.threads)
    copy.restore(snapshot)
    copy.bestParameters = nil
    copy.bestStatistics = nil
    copy.beginEpoch()
    return copy
  }

  /// One step at the rate of its number; returns its mean loss, or nothing where the loss was not finite.
  private func takeStep(of trainer: Trainer, number: Int) throws -> Double? {
    if trainer.state.stepInEpoch == trainer.stepsPerEpoch {
      trainer.state.beginNextEpoch()
      trainer.beginEpoch()
    }
    trainer.state.plateaus.count = number
    let (lossSum, weightSum) = (trainer.state.lossSum, trainer.state.weightSum)
    do {
      try trainer.takeStep()
    } catch TrainingError.diverged {
      return nil
    }
    return (trainer.state.lossSum - lossSum) / (trainer.state.weightSum - weightSum)
  }

  /// The (n − 1)-th root of to/from, by bisection: exact to the last bits on every platform.
  private var factor: Double {
    let ratio = to / from
    var (low, high) = (1.0, ratio)
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return high }
      if power(middle, steps - 1) < ratio { low = middle } else { high = middle }
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}

/// What a learning-rate finder saw.
public struct LearningRateCurve: Sendable, Equatable {
  /// One step.
  public struct Point: Sendable, Equatable {
    /// The learning rate of the step.
    public var rate: Double
    /// The mean loss of its batch, before the step.
    public var loss: Double
    /// The loss smoothed over the steps so far.
    public var smoothedLoss: Double

    /// Makes a point.
    public init(rate: Double, loss: Double, smoothedLoss: Double) {
      self.rate = rate
      self.loss = loss
      self.smoothedLoss = smoothedLoss
    }
  }

  /// The steps in the order of rising rates.
  public var points: [Point]

  /// Makes a curve.
  public init(points: [Point] = []) { self.points = points }

  /// The rate at which the smoothed loss falls fastest for equal ratios of rates, before its lowest point.
  ///
  /// The slope is taken over nine neighbouring steps; `nil` where the loss falls nowhere.
  public var suggestion: Double? {
    let reach = 4
    guard let lowest = points.indices.min(by: { points[$0].smoothedLoss < points[$1].smoothedLoss }) else { return nil }
    var best: (slope: Double, position: Int)?
    for position in points.indices where position >= 2 * reach && position + reach < points.count && position <= lowest
    {
      // Rates rise by one factor from step to step, so equal numbers of steps are equal ratios.
      let slope = points[position + reach].smoothedLoss - points[position - reach].smoothedLoss
      if slope < 0, slope < best?.slope ?? 0 { best = (slope, position) }
    }
    return best.map { points[$0.position].rate }
  }
}
