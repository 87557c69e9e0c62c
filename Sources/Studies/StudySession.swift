import Dispatch
import FledgeExperiments
import FledgeRuns
import Foundation
import Synchronization

/// One study in the hands of one process: its workers, and what they share.
final class StudySession: Sendable {
  let runner: StudyRunner
  let store: any RunStore
  let study: Study
  let worker: Worker
  let shelf: DataShelf
  let progress: @Sendable (StudyEvent) -> Void
  let cellCount: Int
  /// The name of each cell's settings, by their hash.
  let names: [String: String]
  let threads: Int
  let isStandIn: Bool
  private let budget: StudyPlan.Budget
  private let start: ContinuousClock.Instant
  private let shared = Mutex(Shared())

  private struct Shared {
    var active: [Run.ID: ActiveRun] = [:]
    var failure: (any Error)?
    var budgetIsUsed = false
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
    let pairs = zip(plan.points.map { CellSettings($0.settings).hash }, plan.pointNames)
    names = Dictionary(pairs) { first, _ in first }
    shelf = DataShelf(capacity: runner.workers + 1)
    study = try store.createStudy(plan.definition)
    if runner.retriesFailed { _ = try store.retryFailed(study: study.id) }

    // Missing data are the study's trouble, not that of each cell: they are looked for before any cell is taken.
    let cells = try store.cells(of: study.id)
    cellCount = cells.count
    let waiting = max(1, cells.count { $0.state == .queued })
    let asked = plan.points.map(\.settings.threads).max() ?? 1
    threads = runner.threads ?? (asked > 1 ? asked : max(1, runner.workers / waiting))
    var digest: String?
    var isStandIn = false
    if let next = cells.first(where: { $0.state == .queued }) {
      let data = try shelf.data(for: next.settings(threads: threads))
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

  /// Makes sure that what is finished was trained on the data that are here now.
  private static func checkData(_ data: ExperimentData, of study: Study, in store: any RunStore) throws {
    let finished = try store.runs(matching: RunQuery(study: study.name, states: [.finished], limit: 1))
    guard let earlier = finished.first, earlier.worker.dataSHA256 != data.digest else { return }
    func name(_ digest: String?) -> String { digest.map { "files of SHA-256 \($0.prefix(12))…" } ?? "generated data" }
    throw StudyError.otherData(
      study: study.name, stored: name(earlier.worker.dataSHA256), found: name(data.digest))
  }

  /// Trains until no cell waits, the budget is used up, or somebody asks to stop.
  func run() throws -> StudyEnd {
    let before = try store.progress(of: study.id)
    progress(.opened(study: study.name, progress: before, isStandIn: isStandIn))
    let beats = Heartbeats(self)
    let workers = DispatchGroup()
    for _ in 0..<min(runner.workers, max(1, before.queued + before.running)) {
      workers.enter()
      let thread = Thread {
        self.work()
        workers.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    workers.wait()
    beats.end()
    let (failure, budgetIsUsed) = shared.withLock { ($0.failure, $0.budgetIsUsed) }
    if let failure { throw failure }
    if try store.progress(of: study.id).queued == 0 { return .finished }
    return budgetIsUsed ? .budgetUsed : .interrupted
  }

  /// Whether workers should end, for whatever reason.
  var isEnding: Bool { runner.isCancelled() || shared.withLock { $0.failure != nil } }

  /// The runs at work in this process.
  var activeRuns: [ActiveRun] { shared.withLock { Array($0.active.values) } }

  /// One worker, that takes cell after cell; while others hold the last ones it waits, since they may give them back.
  private func work() {
    let pause = min(0.1, runner.leaseSeconds / 10)
    var nextLook = start
    do {
      while !isEnding, try !noteBudget() {
        let counts = try store.progress(of: study.id)
        if counts.queued == 0 && counts.running == 0 { return }
        let now = ContinuousClock().now
        // Taking a cell also gives back those of dead workers, at the cost of a write.
        if counts.queued > 0 || now >= nextLook {
          nextLook = now + .seconds(runner.leaseSeconds / 2)
          if let claim = try store.claimNextCell(study: study.id, worker: worker) {
            try train(claim)
            continue
          }
        }
        Thread.sleep(forTimeInterval: pause)
      }
    } catch {
      shared.withLock { if $0.failure == nil { $0.failure = error } }
    }
  }

  private func train(_ claim: Claim) throws {
    let run = ActiveRun(claim)
    shared.withLock { $0.active[claim.run] = run }
    defer { shared.withLock { _ = $0.active.removeValue(forKey: claim.run) } }
    try CellTraining(self, run).train()
  }

  /// Whether the budget is used up; once it is, it stays so.
  private func noteBudget() throws -> Bool {
    var isUsed = false
    if let seconds = budget.seconds { isUsed = (ContinuousClock().now - start) / .seconds(1) >= seconds }
    if let epochs = budget.epochs, !isUsed {
      let finished = try store.runs(matching: RunQuery(study: study.name, states: [.finished]))
      isUsed = finished.reduce(0) { $0 + Int($1.metrics["epochs"] ?? 0) } >= epochs
    }
    if isUsed { shared.withLock { $0.budgetIsUsed = true } }
    return isUsed
  }
}

/// A cell at work in this process.
final class ActiveRun: Sendable {
  let claim: Claim
  private let isLostFlag = Atomic(false)

  init(_ claim: Claim) { self.claim = claim }

  /// Whether another worker has taken the cell over.
  var isLost: Bool { isLostFlag.load(ordering: .relaxed) }

  /// Takes note of the store's answer.
  func note(_ acceptance: Acceptance) {
    if acceptance == .superseded { isLostFlag.store(true, ordering: .relaxed) }
  }
}

/// The signs of life of all cells at work, from a thread of their own: one step or one evaluation may take long.
final class Heartbeats: Sendable {
  private let ended = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  init(_ session: StudySession) {
    let (ended, done) = (ended, done)
    let interval = session.runner.leaseSeconds / 4
    let thread = Thread {
      while ended.wait(timeout: .now() + interval) == .timedOut {
        for run in session.activeRuns {
          // A store that is locked now may be free at the next beat; if not, the worker's own writes say so.
          if let answer = try? session.store.heartbeat(run: run.claim.run) { run.note(answer) }
        }
      }
      done.signal()
    }
    thread.start()
  }

  func end() {
    ended.signal()
    done.wait()
  }
}
