/// A cell in the hands of one worker.
public struct Lease: Hashable, Sendable {
  /// The cell to train.
  public let cell: Cell
  /// The run that stands for this attempt; the worker's later calls name it.
  public let run: Run.ID
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// The checkpoint of an earlier attempt to go on from; its metrics up to there are already in this run.
  public let checkpoint: StoredCheckpoint?
}

/// A saved state of a half-done training.
public struct StoredCheckpoint: Hashable, Sendable {
  /// The path of the checkpoint file.
  public var path: String
  /// Epochs done when it was saved; metrics of epochs up to this one are kept on resuming.
  public var epoch: Int
  /// Steps done when it was saved; metrics of steps up to this one are kept on resuming.
  public var step: Int

  /// Creates the record of a checkpoint.
  public init(path: String, epoch: Int, step: Int) {
    self.path = path
    self.epoch = epoch
    self.step = step
  }
}

/// The store's answer to a worker that writes to its run.
public enum Acceptance: Hashable, Sendable {
  /// The run was still the worker's own; the call took effect.
  case accepted
  /// The run is over or was given to another worker; nothing was written.
  case superseded
}
