public import FledgeExperiments
public import FledgeFormats
public import FledgeRuns
public import FledgeTraining

/// One attempt at one cell: its training, and what is measured beside the metrics that every training has.
///
/// It stays on the thread that trains, so it need not be thread-safe.
public protocol CellTask: AnyObject {
  var experiment: Experiment { get }

  /// Called after every step and every epoch, before the engine records it; may end the training.
  func observe(_ event: TrainingEvent) throws -> TrainingCommand

  /// A checkpoint of the training, with what the task has measured so far.
  func checkpoint(writer: String) throws -> Checkpoint

  /// Restores a checkpoint of an earlier attempt; where it throws, nothing has changed.
  func restore(_ checkpoint: Checkpoint) throws

  /// What to keep of the finished training.
  func finish(_ result: ExperimentResult) throws -> CellMeasurements

  /// What to keep of a training that diverged; its cell is recorded as failed.
  func diverged(_ error: TrainingError) throws -> [Artifact]
}

extension CellTask {
  public func observe(_ event: TrainingEvent) throws -> TrainingCommand { .proceed }

  public func checkpoint(writer: String) throws -> Checkpoint { experiment.checkpoint(writer: writer) }

  public func restore(_ checkpoint: Checkpoint) throws { try experiment.restore(checkpoint) }

  public func finish(_ result: ExperimentResult) throws -> CellMeasurements { CellMeasurements() }

  public func diverged(_ error: TrainingError) throws -> [Artifact] { [] }
}

/// Plans the trainings of cells and is notified of their progress; called on the workers' threads.
public protocol CellWork: Sendable {
  func task(for lease: Lease) throws -> any CellTask

  /// A worker has taken a cell.
  func began(_ lease: Lease)

  /// A worker has ended its attempt at a cell.
  func ended(_ lease: Lease, _ end: CellEnd)

  /// Another process has ended a cell.
  func endedElsewhere(_ cell: Cell)

  /// Whether an error belongs to its cell, which is recorded as failed while the others go on; any other error ends
  /// all.
  func isOwn(_ error: any Error) -> Bool
}

extension CellWork {
  public func endedElsewhere(_ cell: Cell) {}

  /// Every error belongs to its cell.
  public func isOwn(_ error: any Error) -> Bool { true }
}

/// What a study keeps of one cell beside the metrics that every training has.
public struct CellMeasurements: Sendable {
  /// A file to keep with the run.
  public struct File: Sendable {
    /// The name, unique in its run.
    public var name: String
    public var bytes: [UInt8]

    public init(_ name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }

    /// The value as indented JSON.
    public init(_ name: String, json: JSONValue) {
      self.init(name, bytes: Array((json.text(.indented) + "\n").utf8))
    }
  }

  /// Final metrics by name; they must depend only on settings and seed.
  public var metrics: [String: Double]
  /// Files to write and to record in the store as artifacts of the run.
  public var files: [File]
  /// Files that exist already and are only recorded.
  public var artifacts: [Artifact]

  public init(metrics: [String: Double] = [:], files: [File] = [], artifacts: [Artifact] = []) {
    self.metrics = metrics
    self.files = files
    self.artifacts = artifacts
  }
}
