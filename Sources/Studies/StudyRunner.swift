public import FledgeExperiments
public import FledgeRuns
public import Foundation

/// Trains the cells of a study on several cores, each result kept in a store.
///
/// ```swift
/// let store = try SQLiteRunStore(path: "fledge.db")
/// let plan = try StudyPlan(fileAt: "widths.yaml")
/// let outcome = try StudyRunner(workers: 8).run(plan, store: store)
/// print(outcome.results.table)
/// ```
///
/// Cells that the store has as finished are not trained again. Any number of processes may run the same study on the
/// same file at once.
public struct StudyRunner: Sendable {
  /// Looks at a trained cell and says what else to keep of it; called on the thread that trained.
  public typealias Inspection = @Sendable (Cell, Experiment, ExperimentResult) throws -> CellMeasurements

  /// How many cells are trained at once.
  public var workers: Int
  /// How many threads each of them uses; one, or more where fewer cells wait than there are workers, when left out.
  ///
  /// No result depends on it. One thread to a cell wastes nothing on waiting, so it is the faster way as long as there
  /// are enough cells.
  public var threads: Int?
  /// Where checkpoints and files of cells are kept; without it there are none.
  public var folder: String?
  /// Seconds between checkpoints of one cell.
  public var checkpointSeconds = 20.0
  /// Seconds without a sign of life after which another worker takes a cell over.
  public var leaseSeconds = 15.0
  /// Whether cells that failed before are tried once more.
  public var retriesFailed = false
  /// The version of the program, for the records.
  public var toolVersion = ""
  /// What looks at each trained cell.
  public var inspect: Inspection?
  /// Asked after every step: whether to give all cells back and end.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// Makes a runner; without a number, one worker for each core.
  public init(workers: Int = ProcessInfo.processInfo.activeProcessorCount) {
    precondition(workers >= 1, "StudyRunner: expected 1 or more workers, found \(workers)")
    self.workers = workers
  }

  /// Trains every cell that waits, and gathers all results.
  ///
  /// - Throws: `RunStoreError` where the store fails, or holds a study of this name with another meaning;
  ///   `DatasetError` where the data are missing; `StudyError`. A cell that fails does not throw.
  public func run(
    _ plan: StudyPlan, store: any RunStore, progress: @escaping @Sendable (StudyEvent) -> Void = { _ in }
  ) throws -> StudyOutcome {
    if let halving = plan.halving { return try run(plan, halving: halving, store: store, progress: progress) }
    let session = try StudySession(self, plan: plan, budget: plan.budget, store: store, progress: progress)
    let end = try session.run()
    return try StudyOutcome(end: end, results: StudyResults(named: plan.name, in: store))
  }
}

/// How a run of a study ended, and all results that the store then has.
public struct StudyOutcome: Sendable {
  /// How it ended.
  public let end: StudyEnd
  /// The results; of the last rung where settings dropped out.
  public let results: StudyResults
}
