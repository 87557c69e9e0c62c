/// What was measured in and after one epoch.
///
/// Every value names its mode.
public struct EpochRecord: Sendable, Equatable, Codable {
  /// The epoch, counted from 1.
  public var epoch: Int
  /// The steps taken since the beginning of the training.
  public var step: Int
  /// The learning rate of the epoch's last step.
  public var learningRate: Double
  /// The mean loss over the epoch's batches as training saw it: dropout on, weights still moving, no penalty.
  public var runningTrainingLoss: Double
  /// The share of examples classified rightly in the same batches, where there are labels.
  public var runningTrainingAccuracy: Double?
  /// The mean loss of the whole training set after the epoch, in evaluation mode; measured on demand.
  public var trainingLoss: Double?
  /// The accuracy on the whole training set after the epoch, in evaluation mode; measured on demand.
  public var trainingAccuracy: Double?
  /// The mean loss of the validation set, in evaluation mode.
  public var validationLoss: Double?
  /// The accuracy on the validation set, in evaluation mode.
  public var validationAccuracy: Double?
  /// The seconds that the epoch's steps took, evaluation left out.
  public var seconds: Double

  // The names that stored histories have.
  private enum CodingKeys: String, CodingKey {
    case epoch, step, learningRate
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
  /// Somebody asked it to stop; it can be resumed.
  case interrupted
}

/// All epochs of one training.
public struct History: Sendable, Equatable, Codable {
  /// One record for each epoch.
  public var epochs: [EpochRecord] = []
  /// The epoch whose weights were kept, counted from 1; the last one where nothing was monitored.
  public var bestEpoch = 0
  /// Why the training ended.
  public var endReason = EndReason.finished

  /// Starts empty.
  public init() {}
}
