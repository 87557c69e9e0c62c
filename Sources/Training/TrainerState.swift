/// Where a training stands between two steps, apart from the large buffers.
public struct TrainerState: Sendable, Equatable, Codable {
  /// Epochs that are done.
  public var epoch = 0
  /// Steps of the running epoch that are done.
  public var stepInEpoch = 0
  /// Steps since the beginning.
  public var step = 0
  /// Σ w·ℓ over the running epoch.
  public var lossSum = 0.0
  /// Σ w over the running epoch.
  public var weightSum = 0.0
  /// Examples of the running epoch that were classified rightly.
  public var correctCount = 0
  /// Examples of the running epoch.
  public var exampleCount = 0
  /// Seconds that the running epoch had taken when the training was interrupted or a checkpoint was taken.
  public var secondsInEpoch = 0.0
  /// What early stopping remembers.
  public var earlyStopping = EarlyStopping.State()
  /// What the schedule remembers of plateaus.
  public var plateaus = PlateauCounter()
  /// What has been measured.
  public var history = History()

  // The names that checkpoints have.
  private enum CodingKeys: String, CodingKey {
    case epoch, stepInEpoch, step, lossSum, weightSum
    case correctCount = "rightCount"
    case exampleCount, secondsInEpoch, earlyStopping, plateaus, history
  }

  /// The beginning.
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

  /// Starts with nothing seen.
  public init() {}

  /// Takes note of one epoch's value, lower being better.
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
