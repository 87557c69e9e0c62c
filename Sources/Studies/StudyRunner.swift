import FledgeModels
public import FledgeRunStore
import FledgeTraining
public import Foundation
import Synchronization

/// Trains the runs of studies on several cores and keeps each result in a store.
///
/// ```swift
/// let store = try SQLiteRunStore(path: "fledge.db")
/// let plan = try StudyPlan(fileAt: "widths.yaml")
/// let outcome = try StudyRunner(workers: 8).run(plan, store: store)
/// print(outcome.results.table)
/// ```
///
/// Runs that are finished in the store are not trained again. Any number of processes may run the same study on the
/// same file at once.
public struct StudyRunner: Sendable {
  /// How many runs are trained at once.
  public var workers: Int
  /// Threads of each run; when left out one, or more where fewer runs wait than there are workers.
  ///
  /// The result does not depend on it. One thread for each run has no synchronisation, so it is faster while there are
  /// enough runs.
  public var threads: Int?
  /// Where checkpoints and kept weights of runs go; without it there are none.
  public var folder: String?
  /// The part of `folder` that belongs to this worker, where each has a store of its own.
  public var folderPart: String?
  /// This worker's part of each study: the runs whose index leaves this rest; `nil` for all that wait.
  public var share: (task: Int, of: Int)?
  /// Whether each finished run leaves its folder, weights included, in `folder`.
  public var keepsWeights = false
  /// Seconds between checkpoints of one run.
  public var checkpointSeconds = 20.0
  /// Seconds without a heartbeat after which another worker takes over a run.
  public var leaseSeconds = 15.0
  /// Whether failed runs are tried once more.
  public var retriesFailed = false
  /// Whether any error but divergence ends all, as where a page needs every run.
  public var endsAtFirstError = false
  /// The version of the program, for the records.
  public var toolVersion = ""
  /// The digest of data that no files hold, for the records.
  public var dataSHA256: String?
  /// Checked after every step: whether to give all runs back and end.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// A runner with, by default, one worker for each core.
  public init(workers: Int = ProcessInfo.processInfo.activeProcessorCount) {
    precondition(workers >= 1, "StudyRunner: expected 1 or more workers, found \(workers)")
    self.workers = workers
  }

  /// Trains every queued run and collects all results.
  ///
  /// - Throws: `RunStoreError` where the store fails, or holds a study of this name with other runs; `DatasetError`
  ///   where data are missing; `StudyError`. A run that fails does not throw.
  public func run(
    _ plan: StudyPlan, store: any RunStore, progress: @escaping @Sendable (StudyEvent) -> Void = { _ in }
  ) throws -> StudyOutcome {
    if let halving = plan.halving { return try run(plan, halving: halving, store: store, progress: progress) }
    let end = try train(plan, budget: plan.budget, store: store, progress: progress)
    return try StudyOutcome(end: end, results: StudyResults(named: plan.name, in: store))
  }

  /// Trains queued runs until none waits, without collecting results.
  ///
  /// Many workers of a large study would each read all of them.
  public func work(
    on plan: StudyPlan, store: any RunStore, progress: @escaping @Sendable (StudyEvent) -> Void
  ) throws -> StudyEnd {
    if let halving = plan.halving { return try run(plan, halving: halving, store: store, progress: progress).end }
    return try train(plan, budget: plan.budget, store: store, progress: progress)
  }

  /// Trains a study without halving until no run waits, the budget is used up, or the runner is cancelled.
  func train(
    _ plan: StudyPlan, budget: StudyPlan.Budget, store: any RunStore,
    progress: @escaping @Sendable (StudyEvent) -> Void
  ) throws -> StudyEnd {
    let datasets = try DatasetCache(capacity: workers + 1, of: plan, in: store)
    let waiting = try waitingRuns(of: plan, in: store)
    // Missing data and metrics that are never measured concern the whole study, so both are found before any run begins.
    let isStandIn = waiting > 0 ? try plan.checkMetrics(datasets) : false
    let asked = plan.variants.map(\.settings.threads).max() ?? 1
    let threads = threads ?? (asked > 1 ? asked : max(1, workers / max(1, waiting)))
    let plans = plan.runs(threads: threads) { try datasets.data(for: $0) }
    let (study, runs) = try ScheduledRun.register(plans, of: plan.definition, in: store)
    if retriesFailed { _ = try store.retryFailed(study: study.id) }
    let cells = try store.cells(of: study.id).prefix(runs.count)
    progress(.opened(study: study.name, progress: StudyProgress(cells.map(\.state)), isStandIn: isStandIn))

    let meter = BudgetMeter(budget, study: study.name, in: store)
    let share = share
    let open = Set(
      cells.filter { cell in
        [.queued, .running].contains(cell.state) && share.map { cell.index % $0.of == $0.task } ?? true
      }.map(\.id))
    let isShareDone = try train(
      runs.filter { open.contains($0.cell.id) }, in: store,
      shared: store.location.isServer ? (study.id, runs.count) : nil, mayBegin: { try !meter.isUsedUp() },
      progress: progress)
    if let folder { try RunFiles.sweep(folder, store) }
    if share != nil, isShareDone { return meter.wasUsedUp ? .budgetUsed : .finished }
    if try waitingRuns(of: plan, in: store) == 0 { return .finished }
    return meter.wasUsedUp ? .budgetUsed : .interrupted
  }

  /// The number of runs of a plan that have not ended in a store.
  private func waitingRuns(of plan: StudyPlan, in store: any RunStore) throws -> Int {
    let stored = try store.study(named: plan.name).map { try store.cells(of: $0.id) } ?? []
    let hasEnded = stored.filter { $0.state == .finished || ($0.state == .failed && !retriesFailed) }
    let keys = Set(hasEnded.map { "\($0.hash) \($0.seed)" })
    return plan.definition.cells.count { !keys.contains("\($0.hash) \($0.seed)") }
  }

  /// Trains runs in the given order, and waits for those that other processes hold.
  ///
  /// - Parameter mayBegin: asked before each run; `false` ends after the running ones.
  /// - Returns: whether all runs have ended; `false` where the runner was cancelled.
  public func train(
    _ runs: [ScheduledRun], in store: any RunStore, mayBegin: @escaping @Sendable () throws -> Bool = { true },
    progress: @escaping @Sendable (StudyEvent) -> Void
  ) throws -> Bool { try train(runs, in: store, shared: nil, mayBegin: mayBegin, progress: progress) }

  /// - Parameter shared: the study on a server of which these runs are the first ones; each is taken when it is next.
  private func train(
    _ runs: [ScheduledRun], in store: any RunStore, shared: (study: Study.ID, count: Int)?,
    mayBegin: @escaping @Sendable () throws -> Bool, progress: @escaping @Sendable (StudyEvent) -> Void
  ) throws -> Bool {
    let scheduled = Dictionary(runs.map { ($0.cell.id, $0) }) { first, _ in first }
    let worker = MachineDescription.worker(
      threads: runs.first?.plan.settings.threads ?? 1, toolVersion: toolVersion, dataSHA256: dataSHA256,
      leaseSeconds: leaseSeconds)
    let monitor = LeaseMonitor(store, host: worker.host) { progress(.notice($0)) }
    let queue = RunQueue(
      runs.map(\.cell.id), store: store, worker: worker, monitor: monitor, shared: shared,
      mayBegin: mayBegin,
      endedElsewhere: { id in scheduled[id].map { progress(.endedElsewhere(RunAttempt($0))) } })
    let pool = WorkerPool(store, leaseSeconds: leaseSeconds, isCancelled: isCancelled)
    try pool.run(
      workers: min(workers, max(1, runs.count)), take: { try queue.take() },
      train: { active in
        guard let run = scheduled[active.lease.cell.id] else { return }
        let attempt = Attempt(active, run, self, in: store, pool: pool, progress: progress)
        if try !attempt.perform() { queue.hold(run.cell.id) }
      })
    return queue.isEmpty && !pool.isEnding
  }

  /// Whether an error belongs to its run, which is recorded as failed while the others go on; any other ends all.
  func belongsToRun(_ error: any Error) -> Bool {
    switch error {
    case StudyError.dataChanged: false
    case is Diverged, TrainingError.diverged, StudyError.notFinite: true
    default: !endsAtFirstError
    }
  }
}

/// How a run of a study ended, and all results of the store after it.
public struct StudyOutcome: Sendable {
  public let end: StudyEnd
  /// The results; those of the last rung after successive halving.
  public let results: StudyResults
}

/// What is left of a study's budget.
private final class BudgetMeter: Sendable {
  private let budget: StudyPlan.Budget
  private let study: String
  private let store: any RunStore
  private let start = ContinuousClock().now
  private let isUsed = Atomic(false)

  init(_ budget: StudyPlan.Budget, study: String, in store: any RunStore) {
    (self.budget, self.study, self.store) = (budget, study, store)
  }

  var wasUsedUp: Bool { isUsed.load(ordering: .relaxed) }

  /// Whether the budget is used up; once used up, it stays so.
  func isUsedUp() throws -> Bool {
    var isUsed = false
    if let seconds = budget.seconds { isUsed = (ContinuousClock().now - start) / .seconds(1) >= seconds }
    if let epochs = budget.epochs, !isUsed {
      let finished = try store.runs(matching: RunQuery(study: study, states: [.finished]))
      isUsed = finished.reduce(0) { $0 + (Int(exactly: $1.metrics["epochs"] ?? 0) ?? 0) } >= epochs
    }
    if isUsed { self.isUsed.store(true, ordering: .relaxed) }
    return isUsed || wasUsedUp
  }
}
