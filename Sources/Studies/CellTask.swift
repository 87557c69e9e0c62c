public import FledgeExperiments
import FledgeFormats
public import FledgeRuns
public import FledgeTraining

/// One attempt at one cell: its training, and what is measured and kept beside the metrics of every training.
///
/// It stays on the thread that trains, so it need not be safe for others.
public protocol CellTask: AnyObject {
  /// The training.
  var experiment: Experiment { get }

  /// Told of every step and every epoch, before the engine records it; may end the training.
  func look(at event: TrainingEvent) throws -> TrainingCommand

  /// Where the training stands, with whatever the task has noted so far.
  func checkpoint(writer: String) throws -> Checkpoint

  /// Goes back to a checkpoint of an earlier attempt; where it throws, nothing has changed.
  func restore(_ checkpoint: Checkpoint) throws

  /// What to keep of the finished training.
  func finish(_ result: ExperimentResult) throws -> CellMeasurements

  /// What to keep of a training that diverged; its cell is recorded as failed.
  func diverged(_ error: TrainingError) throws -> [Artifact]
}

extension CellTask {
  /// Looks at nothing.
  public func look(at event: TrainingEvent) throws -> TrainingCommand { .proceed }

  /// The experiment's checkpoint.
  public func checkpoint(writer: String) throws -> Checkpoint { experiment.checkpoint(writer: writer) }

  /// Restores the experiment.
  public func restore(_ checkpoint: Checkpoint) throws { try experiment.restore(checkpoint) }

  /// Keeps nothing.
  public func finish(_ result: ExperimentResult) throws -> CellMeasurements { CellMeasurements() }

  /// Keeps nothing.
  public func diverged(_ error: TrainingError) throws -> [Artifact] { [] }
}

/// Whoever has cells to train: says what each of them is, and hears how it goes; called from the workers' threads.
public protocol CellWork: Sendable {
  /// Plans the training of a cell.
  func task(for lease: Lease) throws -> any CellTask

  /// A worker has taken a cell.
  func began(_ lease: Lease)

  /// A cell left its worker's hands after so many seconds.
  func ended(_ lease: Lease, _ end: CellEnd)

  /// Another process has brought a cell to its end.
  func endedElsewhere(_ cell: Cell)

  /// Whether an error belongs to its cell, which is recorded as failed while the others go on; any other one ends all.
  func isOwn(_ error: any Error) -> Bool
}

extension CellWork {
  /// Takes no note.
  public func endedElsewhere(_ cell: Cell) {}

  /// Every error belongs to its cell.
  public func isOwn(_ error: any Error) -> Bool { true }
}
