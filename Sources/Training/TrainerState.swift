/// The counters of a training between two steps.
public struct TrainerState: Sendable, Equatable, Codable {
  /// Epochs that are done.
  public var epoch = 0
  /// Steps of the current epoch that are done.
  public var stepInEpoch = 0
  /// Steps since the beginning.
  public var step = 0
  /// Σ w·ℓ over the current epoch.
  public var lossSum = 0.0
  /// Σ w over the current epoch.
  public var weightSum = 0.0
  /// Correct predictions in the current epoch.
  public var correctCount = 0
  /// Examples of the current epoch that are done.
  public var exampleCount = 0
  /// Seconds of the current epoch before an interruption or checkpoint.
  public var secondsInEpoch = 0.0
  public var earlyStopping = EarlyStopping.State()
  public var plateaus = PlateauCounter()
  public var history = History()

  // The names that checkpoints have.
  private enum CodingKeys: String, CodingKey {
    case epoch, stepInEpoch, step, lossSum, weightSum
    case correctCount = "rightCount"
    case exampleCount, secondsInEpoch, earlyStopping, plateaus, history
  }

  public init() {}

  mutating func beginNextEpoch() {
    epoch += 1
    stepInEpoch = 0
    lossSum = 0
    weightSum = 0
    correctCount = 0
    exampleCount = 0
    secondsInEpoch = 0
  }
}

/// Counts how often a value has stopped improving.
public struct PlateauCounter: Sendable, Equatable, Codable {
  /// The plateaus found so far.
  public var count = 0
  private var best: Double?
  private var epochsSinceBest = 0

  public init() {}

  /// Records one epoch's value; lower is better.
  public mutating func observe(_ value: Double, patience: Int) {
    if value < best ?? .infinity {
      best = value
      epochsSinceBest = 0
    } else {
      epochsSinceBest += 1
      if epochsSinceBest > patience {
        count += 1
        epochsSinceBest = 0
      }
    }
  }
}
