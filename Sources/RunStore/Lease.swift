/// A cell that one worker holds.
public struct Lease: Hashable, Sendable {
  /// The cell to train.
  public let cell: StudyRun
  /// The run of this attempt; the worker's later calls name it.
  public let run: Run.ID
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// The checkpoint of an earlier attempt to resume from; its metrics up to there are already in this run.
  public let checkpoint: StoredCheckpoint?
}

/// A saved state of an unfinished training.
public struct StoredCheckpoint: Hashable, Sendable {
  /// The path of the checkpoint file.
  public var path: String
  /// Epochs done when it was saved; metrics of epochs up to this one are kept on resuming.
  public var epoch: Int
  /// Steps done when it was saved; metrics of steps up to this one are kept on resuming.
  public var step: Int

  public init(path: String, epoch: Int, step: Int) {
    self.path = path
    self.epoch = epoch
    self.step = step
  }
}

/// The store's answer to a worker that writes to its run.
public enum Acceptance: Hashable, Sendable {
  /// The run still belonged to the worker; the call took effect.
  case accepted
  /// The run has ended or belongs to another worker; nothing was written.
  case superseded
}
