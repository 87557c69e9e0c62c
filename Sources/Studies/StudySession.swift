import FledgeExperiments
import FledgeRuns
import FledgeTraining
import Foundation
import Synchronization

/// One study run by one process: its workers and what they share.
final class StudySession: Sendable {
  let runner: StudyRunner
  let store: any RunStore
  let study: Study
  let worker: Worker
  let datasets: DatasetCache
  let progress: @Sendable (StudyEvent) -> Void
  let cellCount: Int
  /// The name of each variant, by the hash of its settings.
  let names: [String: String]
  let threads: Int
  let isStandIn: Bool
  private let budget: StudyPlan.Budget
  private let start: ContinuousClock.Instant
  private let shared: Mutex<Shared>

  private let pool: CellPool

  private struct Shared {
    var budgetIsUsed = false
    var nextPoll: ContinuousClock.Instant
  }

  init(
    _ runner: StudyRunner, plan: StudyPlan, budget: StudyPlan.Budget, store: any RunStore,
    progress: @escaping @Sendable (StudyEvent) -> Void
  ) throws {
    self.runner = runner
    self.store = store
    self.budget = budget
    self.progress = progress
    start = ContinuousClock().now
    shared = Mutex(Shared(nextPoll: start))
    pool = CellPool(store, leaseSeconds: runner.leaseSeconds, isCancelled: runner.isCancelled)
    let pairs = zip(plan.variants.map { CellSettings($0.settings).hash }, plan.variantNames)
    names = Dictionary(pairs) { first, _ in first }
    datasets = DatasetCache(capacity: runner.workers + 1)
    study = try store.createStudy(plan.definition)
    if runner.retriesFailed { _ = try store.retryFailed(study: study.id) }

    // Missing data concern the whole study, so the data are read before any cell is leased.
    let cells = try store.cells(of: study.id)
    cellCount = cells.count
    let waiting = max(1, cells.count { $0.state == .queued })
    let asked = plan.variants.map(\.settings.threads).max() ?? 1
    threads = runner.threads ?? (asked > 1 ? asked : max(1, runner.workers / waiting))
    var digest: String?
    var isStandIn = false
    if let next = cells.first(where: { $0.state == .queued }) {
      let data = try datasets.data(for: next.settings(threads: threads))
      isStandIn = data.isStandIn
      if Set(plan.varyingKeys).isDisjoint(with: ["dataset", "data"]) {
        digest = data.digest
        try StudySession.checkData(data, of: study, in: store)
      }
    }
    self.isStandIn = isStandIn
    worker = MachineDescription.worker(
      threads: threads, toolVersion: runner.toolVersion, dataSHA256: digest, leaseSeconds: runner.leaseSeconds)
  }

  /// Checks that finished cells were trained on the present data.
  private static func checkData(_ data: ExperimentData, of study: Study, in store: any RunStore) throws {
    let finished = try store.runs(matching: RunQuery(study: study.name, states: [.finished], limit: 1))
    guard let earlier = finished.first, earlier.worker.dataSHA256 != data.digest else { return }
    func name(_ digest: String?) -> String { digest.map { "files of SHA-256 \($0.prefix(12))…" } ?? "generated data" }
    throw StudyError.otherData(
      study: study.name, stored: name(earlier.worker.dataSHA256), found: name(data.digest))
  }

  /// Trains until no cell waits, the budget is used up, or the run is cancelled.
  func run() throws -> StudyEnd {
    let before = try store.progress(of: study.id)
    progress(.opened(study: study.name, progress: before, isStandIn: isStandIn))
    let workerContext = CellTraining.WorkerContext(
      store: store, pool: pool, work: self, folder: runner.folder, checkpointSeconds: runner.checkpointSeconds,
      writer: "fledge \(runner.toolVersion)", threads: threads)
    let count = min(runner.workers, max(1, before.queued + before.running))
    try pool.run(
      workers: count, take: { try self.take() },
      train: { try CellTraining($0, of: self.study.name, in: workerContext).train() })
    if try store.progress(of: study.id).queued == 0 { return .finished }
    return shared.withLock { $0.budgetIsUsed } ? .budgetUsed : .interrupted
  }

  /// The next cell.
  ///
  /// While other workers hold the last ones this worker waits, since they may give them back.
  private func take() throws -> CellPool.Offer {
    if try noteBudget() { return .none }
    let counts = try store.progress(of: study.id)
    if counts.queued == 0 && counts.running == 0 { return .none }
    let now = ContinuousClock().now
    // Leasing also interrupts abandoned runs, which costs a write.
    let mayTake = shared.withLock { shared in
      guard counts.queued > 0 || now >= shared.nextPoll else { return false }
      shared.nextPoll = now + .seconds(runner.leaseSeconds / 2)
      return true
    }
    guard mayTake, let lease = try store.leaseNextCell(study: study.id, worker: worker) else { return .later }
    return .cell(lease)
  }

  /// Whether the budget is used up; once used up, it stays so.
  private func noteBudget() throws -> Bool {
    var isUsed = false
    if let seconds = budget.seconds { isUsed = (ContinuousClock().now - start) / .seconds(1) >= seconds }
    if let epochs = budget.epochs, !isUsed {
      let finished = try store.runs(matching: RunQuery(study: study.name, states: [.finished]))
      isUsed = finished.reduce(0) { $0 + (Int(exactly: $1.metrics["epochs"] ?? 0) ?? 0) } >= epochs
    }
    if isUsed { shared.withLock { $0.budgetIsUsed = true } }
    return isUsed
  }
}

extension StudySession: CellWork {
  func task(for lease: Lease) throws -> any CellTask {
    let settings = try lease.cell.settings(threads: threads)
    let experiment = try Experiment(settings, data: datasets.data(for: settings))
    return SettingsTask(experiment, lease, self)
  }

  func began(_ lease: Lease) { progress(.began(attempt(lease))) }

  func ended(_ lease: Lease, _ end: CellEnd) { progress(.ended(attempt(lease), end)) }

  fileprivate func attempt(_ lease: Lease) -> CellAttempt {
    CellAttempt(
      index: lease.cell.index, count: cellCount, name: names[lease.cell.hash] ?? lease.cell.hash,
      seed: lease.cell.seed, attempt: lease.attempt, epochs: (try? lease.cell.settings().epochs) ?? 0,
      epochsBefore: lease.checkpoint?.epoch ?? 0)
  }
}

/// A cell that its settings describe in full.
private final class SettingsTask: CellTask {
  let experiment: Experiment
  private let lease: Lease
  private let session: StudySession
  private let attempt: CellAttempt

  init(_ experiment: Experiment, _ lease: Lease, _ session: StudySession) {
    self.experiment = experiment
    self.lease = lease
    self.session = session
    attempt = session.attempt(lease)
  }

  func observe(_ event: TrainingEvent) -> TrainingCommand {
    if case .epoch(let record, _) = event { session.progress(.epoch(attempt, record)) }
    return .proceed
  }

  func finish(_ result: ExperimentResult) throws -> CellMeasurements {
    try session.runner.inspect?(lease.cell, experiment, result) ?? CellMeasurements()
  }
}
