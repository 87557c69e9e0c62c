/// What a trainer tells whoever watches.
public enum TrainingEvent: Sendable {
  /// A step was taken: `step` of `steps` in `epoch` of `epochs`; the running mean of the epoch's loss and accuracy.
  case step(step: Int, steps: Int, epoch: Int, epochs: Int, loss: Double, accuracy: Double?)
  /// An epoch was finished and measured.
  case epoch(EpochRecord, isBest: Bool)
}

/// What a watcher answers.
public enum TrainingCommand: Sendable {
  /// Go on.
  case proceed
  /// Stop after this step, in a state that can go on.
  case stop
}
