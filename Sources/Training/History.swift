/// The metrics of one epoch.
public struct EpochRecord: Sendable, Equatable, Codable {
  /// The epoch, counted from 1.
  public var epoch: Int
  /// The steps taken since the beginning of the training.
  public var step: Int
  /// The learning rate of the epoch's last step.
  public var learningRate: Double
  /// The mean loss over the epoch's batches during training: with dropout, with weights that change, without penalties.
  public var runningTrainingLoss: Double
  /// The accuracy over the same batches; `nil` without labels.
  public var runningTrainingAccuracy: Double?
  /// The mean loss of the whole training set after the epoch, in evaluation mode; with `measuresTrainingSet`.
  public var trainingLoss: Double?
  /// The accuracy on the whole training set after the epoch, in evaluation mode; with `measuresTrainingSet`.
  public var trainingAccuracy: Double?
  /// The mean loss of the validation set, in evaluation mode.
  public var validationLoss: Double?
  /// The accuracy on the validation set, in evaluation mode.
  public var validationAccuracy: Double?
  /// The seconds of the epoch's steps, without evaluation.
  public var seconds: Double

  /// Norms and dead units by layer, where they were asked for.
  public var tracked: [TrackedValue]?

  // The names that stored histories have.
  private enum CodingKeys: String, CodingKey {
    case epoch, step, learningRate, tracked
    case runningTrainingLoss = "trainingLossSeen"
    case runningTrainingAccuracy = "trainingAccuracySeen"
    case trainingLoss, trainingAccuracy, validationLoss, validationAccuracy, seconds
  }
}

/// Why a training ended.
public enum EndReason: String, Sendable, Codable {
  /// All epochs were done.
  case finished
  /// Patience ran out.
  case stoppedEarly = "stopped-early"
  /// The observer stopped it or its task was cancelled; it can be resumed.
  case interrupted
}

/// All epochs of one training.
public struct History: Sendable, Equatable, Codable {
  public var epochs: [EpochRecord] = []
  /// The epoch whose weights were kept, counted from 1; the last one without early stopping.
  public var bestEpoch = 0
  public var endReason = EndReason.finished

  public init() {}
}
