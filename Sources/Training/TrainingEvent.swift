/// What a trainer reports to its observer while it runs.
public enum TrainingEvent: Sendable {
  /// After each step.
  case step(StepProgress)
  /// After each epoch and its evaluation; `isBest` where early stopping keeps these weights.
  case epoch(EpochRecord, isBest: Bool)
}

/// How far a training has come after a step.
public struct StepProgress: Sendable, Equatable {
  /// The steps of this epoch that are done, counted from 1.
  public var step: Int
  /// The steps of one epoch.
  public var steps: Int
  /// The epoch, counted from 1.
  public var epoch: Int
  /// The epochs of the training.
  public var epochs: Int
  /// The mean loss over the epoch's batches so far.
  public var loss: Double
  /// The accuracy over the same batches; `nil` without labels.
  public var accuracy: Double?

  /// A progress as the trainer makes it.
  package init(step: Int, steps: Int, epoch: Int, epochs: Int, loss: Double, accuracy: Double? = nil) {
    (self.step, self.steps, self.epoch, self.epochs) = (step, steps, epoch, epochs)
    (self.loss, self.accuracy) = (loss, accuracy)
  }

  /// Whether this was the epoch's last step.
  public var isEndOfEpoch: Bool { step == steps }
}

/// The observer's answer to an event.
public enum TrainingCommand: Sendable {
  case proceed
  /// Stop after this step, in a state from which `Trainer.run` can go on.
  case stop
}
