import FledgeRunStore
import Foundation
import Synchronization

/// Runs that wait for a worker of this process, and those that other processes hold.
final class RunQueue: Sendable {
  private struct State {
    /// In reverse order: the last one is next.
    var waiting: [StudyRun.ID]
    var held: [StudyRun.ID] = []
    var nextPoll = ContinuousClock().now
    var nextSweep = ContinuousClock().now

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
  private let state: Mutex<State>

  init(
    _ runs: [StudyRun.ID], store: any RunStore, worker: Worker, monitor: LeaseMonitor,
    mayBegin: @escaping @Sendable () throws -> Bool, endedElsewhere: @escaping @Sendable (StudyRun.ID) -> Void
  ) {
    self.store = store
    self.worker = worker
    self.monitor = monitor
    self.mayBegin = mayBegin
    self.endedElsewhere = endedElsewhere
    state = Mutex(State(waiting: runs.reversed()))
  }

  var isEmpty: Bool { state.withLock { $0.waiting.isEmpty && $0.held.isEmpty } }

  /// The next run; one that another process holds comes again when that process gives it back.
  func take() throws -> WorkerPool.Offer {
    guard try mayBegin() else { return .none }
    if state.withLock({ $0.isSweepDue(after: worker.leaseSeconds / 2) }) { try monitor.sweep() }
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

  /// Takes a run back that was not ended here: another worker holds it, or it waits again.
  func hold(_ id: StudyRun.ID) { state.withLock { $0.held.append(id) } }

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
      let now = ContinuousClock().now
      guard !state.held.isEmpty, now >= state.nextPoll else { return nil }
      state.nextPoll = now + .milliseconds(500)
      return state.held
    }
  }
}
