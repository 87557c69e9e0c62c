import FledgeRunStore
import Foundation
import Synchronization

/// Runs that wait for a worker of this process, and those that other processes hold.
///
/// On a server the rows of the study are the queue: the next run is taken in one call, whatever others hold.
final class RunQueue: Sendable {
  private struct State {
    /// In reverse order: the last one is next.
    var waiting: [StudyRun.ID]
    var held: [StudyRun.ID] = []
    var nextPoll = ContinuousClock().now
    var nextSweep = ContinuousClock().now
    /// Whether all runs of the study on a server have ended.
    var isDone = false

    var isPollDue: Bool { ContinuousClock().now >= nextPoll }

    mutating func isSweepDue(after seconds: Double) -> Bool {
      let now = ContinuousClock().now
      guard now >= nextSweep else { return false }
      nextSweep = now + .seconds(seconds)
      return true
    }
  }

  private let store: any RunStore
  private let worker: Worker
  private let mayBegin: @Sendable () throws -> Bool
  private let endedElsewhere: @Sendable (StudyRun.ID) -> Void
  private let monitor: LeaseMonitor
  /// The study on a server whose first runs are taken, and how many there are.
  private let shared: (study: Study.ID, count: Int)?
  private let state: Mutex<State>

  init(
    _ runs: [StudyRun.ID], store: any RunStore, worker: Worker, monitor: LeaseMonitor,
    shared: (study: Study.ID, count: Int)? = nil, mayBegin: @escaping @Sendable () throws -> Bool,
    endedElsewhere: @escaping @Sendable (StudyRun.ID) -> Void
  ) {
    self.shared = shared
    self.store = store
    self.worker = worker
    self.monitor = monitor
    self.mayBegin = mayBegin
    self.endedElsewhere = endedElsewhere
    state = Mutex(State(waiting: runs.reversed()))
  }

  var isEmpty: Bool {
    state.withLock { shared != nil ? $0.isDone : $0.waiting.isEmpty && $0.held.isEmpty }
  }

  /// The next run; one that another process holds comes again when that process gives it back.
  func take() throws -> WorkerPool.Offer {
    guard try mayBegin() else { return .none }
    if state.withLock({ $0.isSweepDue(after: worker.leaseSeconds / 2) }) { try monitor.sweep() }
    if let shared { return try takeNext(of: shared.study, before: shared.count) }
    while let id = state.withLock({ $0.waiting.popLast() }) {
      if let lease = try lease(id) { return .run(lease) }
    }
    guard let held = heldRuns() else { return isEmpty ? .none : .later }
    for id in held {
      let cell = try store.cell(id)
      if cell.state == .running { continue }
      state.withLock { state in
        state.held.removeAll { $0 == id }
        if cell.state == .queued { state.waiting.append(id) }
      }
      if cell.state != .queued { endedElsewhere(id) }
    }
    return .later
  }

  private func takeNext(of study: Study.ID, before count: Int) throws -> WorkerPool.Offer {
    guard state.withLock({ $0.isPollDue }) else { return .later }
    if let lease = try store.leaseNextRun(study: study, before: count, worker: worker) { return .run(lease) }
    let progress = try store.progress(of: study)
    if progress.queued + progress.running == 0 {
      state.withLock { $0.isDone = true }
      return .none
    }
    // Other workers hold the last runs, and may give them back.
    let pause = min(1, worker.leaseSeconds / 4) * Double.random(in: 0.5...1)
    state.withLock { $0.nextPoll = ContinuousClock().now + .seconds(pause) }
    return .later
  }

  /// Takes a run back that was not ended here: another worker holds it, or it waits again.
  func hold(_ id: StudyRun.ID) {
    if shared == nil { state.withLock { $0.held.append(id) } }
  }

  private func lease(_ id: StudyRun.ID) throws -> Lease? {
    switch try store.cell(id).state {
    case .queued:
      if let lease = try store.lease(cell: id, worker: worker) { return lease }
      hold(id)
    case .running: hold(id)
    case .finished, .failed: endedElsewhere(id)
    }
    return nil
  }

  /// The runs that other processes hold, where it is time to read their states again; `nil` otherwise.
  private func heldRuns() -> [StudyRun.ID]? {
    state.withLock { state in
      guard !state.held.isEmpty, state.isPollDue else { return nil }
      state.nextPoll = ContinuousClock().now + .milliseconds(500)
      return state.held
    }
  }
}
