/// Why a training could not start or had to stop.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A loss was not finite.
  case diverged(position: String, step: Int, epoch: Int, learningRate: Double)
  /// An option has an invalid value.
  case invalidOption(String)

  /// One line: what happened, where, and what to change.
  public var description: String {
    switch self {
    case .diverged(let position, let step, let epoch, let learningRate):
      "training diverged: \(position) is not finite at step \(step) (epoch \(epoch), learning rate \(learningRate)); "
        + "lower the learning rate or clip the gradients"
    case .invalidOption(let reason):
      reason
    }
  }
}
