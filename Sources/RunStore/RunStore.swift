public import Foundation

/// Stores studies, cells, runs, metrics and artifacts; safe to use from any thread.
///
/// ``SQLiteRunStore`` uses one file that several processes may share. ``PostgreSQLRunStore`` uses a server that workers on
/// several hosts share. ``InMemoryRunStore`` is for tests and for trainings that need not be kept. All pass one conformance
/// suite.
public protocol RunStore: Sendable {
  /// Where the rows are.
  var location: StoreLocation { get }
  /// The time by which leases are judged.
  func currentTime() throws(RunStoreError) -> Date

  // MARK: Studies

  /// Creates a study, or continues the existing one of this name.
  ///
  /// Cells that the definition adds are queued; those that are there keep their results. Text and definition are
  /// replaced by those given. Cells that the definition only repeats with a larger number of epochs stay behind the
  /// others if they have a result.
  /// - Throws: ``RunStoreError/studyDiffers(name:difference:)`` where the definition lacks other stored cells.
  func createStudy(_ definition: StudyDefinition) throws(RunStoreError) -> Study
  /// All studies by name.
  func studies() throws(RunStoreError) -> [Study]
  /// The study of this name.
  func study(named name: String) throws(RunStoreError) -> Study?
  /// Counts the cells of a study by state.
  func progress(of study: Study.ID) throws(RunStoreError) -> StudyProgress
  /// The cells of a study in its order.
  func cells(of study: Study.ID) throws(RunStoreError) -> [StudyRun]
  /// Queues every failed cell of a study again, to start over without its checkpoint.
  /// - Returns: How many there were.
  func retryFailed(study: Study.ID) throws(RunStoreError) -> Int
  /// Deletes a study with its cells and runs.
  /// - Throws: ``RunStoreError/runInUse(_:)`` while a worker trains one of its cells.
  func deleteStudy(_ study: Study.ID) throws(RunStoreError)

  // MARK: Workers

  /// Takes the first queued cell of a study and begins a run for it, atomically across all processes.
  ///
  /// Runs whose lease has expired are interrupted first, so that their cells are queued again.
  /// - Parameter position: Only cells before this position are taken.
  /// - Returns: nil when no such cell is queued; other workers may still hold some, see ``progress(of:)``.
  func leaseNextRun(study: Study.ID, before position: Int, worker: Worker) throws(RunStoreError) -> Lease?
  /// Takes one cell and begins a run for it, as ``leaseNextRun(study:worker:)`` does with the first.
  /// - Returns: nil when the cell is not queued.
  func lease(cell: StudyRun.ID, worker: Worker) throws(RunStoreError) -> Lease?
  /// One cell.
  /// - Throws: ``RunStoreError/unknownStudyRun(_:)``.
  func cell(_ id: StudyRun.ID) throws(RunStoreError) -> StudyRun
  /// Begins a training that belongs to no study.
  func startRun(configuration: String, seed: UInt64, worker: Worker) throws(RunStoreError) -> Run.ID
  /// Renews the lease of a run.
  func heartbeat(run: Run.ID) throws(RunStoreError) -> Acceptance
  /// Writes values of metrics in one transaction and renews the lease; a position written twice keeps the last value.
  func record(_ values: [MetricValue], run: Run.ID) throws(RunStoreError) -> Acceptance
  /// Records the digest of the data that a run reads, and renews its lease.
  func setData(_ sha256: String, of run: Run.ID) throws(RunStoreError) -> Acceptance
  /// Records a checkpoint, from which the next attempt at the cell resumes, and renews the lease.
  func saveCheckpoint(_ checkpoint: StoredCheckpoint, run: Run.ID) throws(RunStoreError) -> Acceptance
  /// Records a checkpoint and keeps its bytes in place of an earlier one's, until the cell is finished.
  ///
  /// Only a store on a server keeps bytes; the others record the checkpoint alone.
  func saveCheckpoint(
    _ checkpoint: StoredCheckpoint, content: [UInt8], run: Run.ID
  ) throws(RunStoreError) -> Acceptance
  /// The bytes of the checkpoint that a run begins from, or has saved; nil where the store has none.
  func checkpointContent(for run: Run.ID) throws(RunStoreError) -> [UInt8]?
  /// Records a file of a run that was not interrupted; a name given twice keeps the last file.
  func addArtifact(_ artifact: Artifact, run: Run.ID) throws(RunStoreError) -> Acceptance
  /// Ends a run with its result: the one result of its cell.
  func finish(run: Run.ID, result: RunResult) throws(RunStoreError) -> Acceptance
  /// Ends a run with an error; its cell is failed until ``retryFailed(study:)``.
  func fail(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance
  /// Ends a run without a result, also for a worker that is known to be dead; its cell is queued again.
  func interrupt(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance
  /// Interrupts every run whose lease has expired.
  /// - Returns: The runs, by ascending number.
  func interruptAbandonedRuns() throws(RunStoreError) -> [Run.ID]

  // MARK: Queries

  /// Lists runs with their final metrics and tags.
  func runs(matching query: RunQuery) throws(RunStoreError) -> [Run]
  /// One run.
  /// - Throws: ``RunStoreError/unknownRun(_:)``.
  func run(_ id: Run.ID) throws(RunStoreError) -> Run
  /// The curves of some runs, in the order of `runs`, then by name, then by axis.
  /// - Parameter names: Only these metrics; nil for all.
  func curves(of runs: [Run.ID], names: [String]?) throws(RunStoreError) -> [Curve]
  /// The text of the record that ``finish(run:result:)`` stored; nil where there is none.
  func record(of run: Run.ID) throws(RunStoreError) -> String?
  /// Runs that were done twice, of one study or of all, by study and cell; stores that keep only the first result have none.
  func lateResults(of study: Study.ID?) throws(RunStoreError) -> [LateResult]
  /// Waits until a run of a study has ended, or for a time.
  func waitForChange(of study: Study.ID, seconds: Double) throws(RunStoreError)
  /// The files of a run by name.
  func artifacts(of run: Run.ID) throws(RunStoreError) -> [Artifact]

  // MARK: Maintenance

  /// Adds a tag to runs.
  func tag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError)
  /// Removes a tag from runs.
  func untag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError)
  /// Deletes runs with their metrics; a cell that loses its result is queued again. All are deleted or none.
  /// - Throws: ``RunStoreError/runInUse(_:)`` for one whose worker is alive, ``RunStoreError/unknownRun(_:)``.
  func deleteRuns(_ runs: [Run.ID]) throws(RunStoreError)
  /// Looks for damage, contradictions, missing files and abandoned runs; changes nothing.
  func check() throws(RunStoreError) -> [CheckFinding]
}

extension RunStore {
  /// Takes the first queued cell of a study.
  public func leaseNextRun(study: Study.ID, worker: Worker) throws(RunStoreError) -> Lease? {
    try leaseNextRun(study: study, before: .max, worker: worker)
  }

  public func saveCheckpoint(
    _ checkpoint: StoredCheckpoint, content: [UInt8], run: Run.ID
  ) throws(RunStoreError) -> Acceptance { try saveCheckpoint(checkpoint, run: run) }

  public func checkpointContent(for run: Run.ID) throws(RunStoreError) -> [UInt8]? { nil }

  public func lateResults(of study: Study.ID?) throws(RunStoreError) -> [LateResult] { [] }

  public func waitForChange(of study: Study.ID, seconds: Double) throws(RunStoreError) {
    Thread.sleep(forTimeInterval: seconds)
  }

  /// The best finished runs by a final metric; runs without that metric are left out.
  public func bestRuns(
    _ count: Int, by order: RunQuery.Order, study: String? = nil
  ) throws(RunStoreError) -> [Run] {
    let metric: String
    switch order {
    case .highest(let name), .lowest(let name): metric = name
    case .newestFirst, .oldestFirst: preconditionFailure("the best runs are the best by a metric")
    }
    let runs = try runs(matching: RunQuery(study: study, states: [.finished], order: order, limit: count))
    return runs.filter { run in run.metrics[metric].map { !$0.isNaN } ?? false }
  }

  /// All curves of one run.
  public func curves(of run: Run.ID) throws(RunStoreError) -> [Curve] { try curves(of: [run], names: nil) }
}
