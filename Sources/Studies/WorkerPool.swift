import Dispatch
package import FledgeRunStore
import Foundation
import Synchronization

/// The worker threads of one process: each trains run after run; one thread sends heartbeats, and the first error
/// ends all.
package final class WorkerPool: Sendable {
  /// The answer to a worker that needs a run.
  package enum Offer {
    /// A run to train.
    case run(Lease)
    /// No run now: other workers hold the last ones and may give them back.
    case later
    /// No run is left.
    case none
  }

  private struct Shared {
    var active: [Run.ID: ActiveRun] = [:]
    var failure: (any Error)?
  }

  private let store: any RunStore
  private let leaseSeconds: Double
  private let isCancelled: @Sendable () -> Bool
  private let shared = Mutex(Shared())
  /// Whether `failure` is set; read at every step of every worker, where a lock would cost more than a small step.
  private let hasFailed = Atomic(false)

  package init(_ store: any RunStore, leaseSeconds: Double, isCancelled: @escaping @Sendable () -> Bool) {
    self.store = store
    self.leaseSeconds = leaseSeconds
    self.isCancelled = isCancelled
  }

  /// Whether workers should end.
  var isEnding: Bool { hasFailed.load(ordering: .relaxed) || isCancelled() }

  /// Works until no run is left or the run is cancelled.
  ///
  /// - Throws: the first error of any worker.
  package func run(
    workers: Int, take: @escaping @Sendable () throws -> Offer, train: @escaping @Sendable (ActiveRun) throws -> Void
  ) throws {
    let ended = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
    let beats = WorkerPool.start {
      self.beat(until: ended)
    } then: {
      done.signal()
    }
    // Without heartbeats other processes would take the runs over.
    guard beats else { throw StudyError.noThread }
    let group = DispatchGroup()
    for number in 0..<workers {
      group.enter()
      let isStarted = WorkerPool.start {
        self.work(take, train)
      } then: {
        group.leave()
      }
      if isStarted { continue }
      group.leave()
      // The caller is a worker too where no other can be started; with some, fewer runs are trained at once.
      if number == 0 { work(take, train) }
      break
    }
    group.wait()
    ended.signal()
    done.wait()
    if let failure = shared.withLock({ $0.failure }) { throw failure }
  }

  /// Runs `body` on a thread of its own, releases it, and then calls `end`.
  ///
  /// A thread that still held the store when `run` returns would keep it open beyond the end of a process, which leaves
  /// SQLite's `-wal` and `-shm` files behind.
  /// - Returns: whether the system has started the thread.
  private static func start(_ body: @escaping @Sendable () -> Void, then end: @escaping @Sendable () -> Void) -> Bool {
    let held = Held(body)
    return WorkerThread.start {
      held.run()
      end()
    }
  }

  private final class Held: Sendable {
    private let body: Mutex<(@Sendable () -> Void)?>

    init(_ body: @escaping @Sendable () -> Void) { self.body = Mutex(body) }

    /// Runs the body once, and holds it no longer.
    func run() {
      let body = body.withLock { body in
        defer { body = nil }
        return body
      }
      body?()
    }
  }

  private func work(_ take: () throws -> Offer, _ train: (ActiveRun) throws -> Void) {
    let pause = min(0.1, leaseSeconds / 10)
    do {
      while !isEnding {
        switch try take() {
        case .none: return
        case .later: Thread.sleep(forTimeInterval: pause)
        case .run(let lease):
          let run = ActiveRun(lease)
          shared.withLock { $0.active[lease.run] = run }
          defer { shared.withLock { _ = $0.active.removeValue(forKey: lease.run) } }
          try train(run)
        }
      }
    } catch {
      shared.withLock { if $0.failure == nil { $0.failure = error } }
      hasFailed.store(true, ordering: .relaxed)
    }
  }

  /// Sends the heartbeats of all active runs on a thread of its own, since one step or evaluation may take long.
  private func beat(until ended: DispatchSemaphore) {
    while ended.wait(timeout: .now() + leaseSeconds / 4) == .timedOut {
      for run in shared.withLock({ Array($0.active.values) }) {
        // A locked store may be free at the next beat; if not, the worker's own writes fail and report it.
        if let answer = try? store.heartbeat(run: run.lease.run) { run.note(answer) }
      }
    }
  }
}

/// A run that this process trains.
package final class ActiveRun: Sendable {
  let lease: Lease
  private let isLostFlag = Atomic(false)

  init(_ lease: Lease) { self.lease = lease }

  /// Whether another worker holds the run now.
  var isLost: Bool { isLostFlag.load(ordering: .relaxed) }

  /// Records whether the store still accepts this run.
  func note(_ acceptance: Acceptance) {
    if acceptance == .superseded { isLostFlag.store(true, ordering: .relaxed) }
  }
}
