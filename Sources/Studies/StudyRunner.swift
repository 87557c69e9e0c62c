public import FledgeExperiments
public import FledgeRuns
public import Foundation

/// Trains the cells of a study on several cores and keeps each result in a store.
///
/// ```swift
/// let store = try SQLiteRunStore(path: "fledge.db")
/// let plan = try StudyPlan(fileAt: "widths.yaml")
/// let outcome = try StudyRunner(workers: 8).run(plan, store: store)
/// print(outcome.results.table)
/// ```
///
/// Cells that are finished in the store are not trained again. Any number of processes may run the same study on the
/// same file at once.
public struct StudyRunner: Sendable {
  /// Measures a trained cell and returns what else to keep of it; called on the thread that trained.
  public typealias Inspection = @Sendable (Cell, Experiment, ExperimentResult) throws -> CellMeasurements

  /// How many cells are trained at once.
  public var workers: Int
  /// Threads of each cell; when left out one, or more where fewer cells wait than there are workers.
  ///
  /// The result does not depend on it. One thread for each cell has no synchronisation, so it is faster while there are
  /// enough cells.
  public var threads: Int?
  /// Where checkpoints and files of cells are written; without it there are none.
  public var folder: String?
  /// Seconds between checkpoints of one cell.
  public var checkpointSeconds = 20.0
  /// Seconds without a heartbeat after which another worker takes over a cell.
  public var leaseSeconds = 15.0
  /// Whether failed cells are tried once more.
  public var retriesFailed = false
  /// The version of the program, for the records.
  public var toolVersion = ""
  /// Called for each trained cell.
  public var inspect: Inspection?
  /// Checked after every step: whether to give all cells back and end.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// A runner with, by default, one worker for each core.
  public init(workers: Int = ProcessInfo.processInfo.activeProcessorCount) {
    precondition(workers >= 1, "StudyRunner: expected 1 or more workers, found \(workers)")
    self.workers = workers
  }

  /// Trains every queued cell and collects all results.
  ///
  /// - Throws: `RunStoreError` where the store fails, or holds a study of this name with other cells; `DatasetError`
  ///   where data are missing; `StudyError`. A cell that fails does not throw.
  public func run(
    _ plan: StudyPlan, store: any RunStore, progress: @escaping @Sendable (StudyEvent) -> Void = { _ in }
  ) throws -> StudyOutcome {
    if let halving = plan.halving { return try run(plan, halving: halving, store: store, progress: progress) }
    let session = try StudySession(self, plan: plan, budget: plan.budget, store: store, progress: progress)
    let end = try session.run()
    return try StudyOutcome(end: end, results: StudyResults(named: plan.name, in: store))
  }
}

/// How a run of a study ended, and all results of the store after it.
public struct StudyOutcome: Sendable {
  public let end: StudyEnd
  /// The results; those of the last rung after successive halving.
  public let results: StudyResults
}
