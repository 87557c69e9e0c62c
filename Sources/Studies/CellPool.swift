import Dispatch
import FledgeRuns
import Foundation
import Synchronization

/// The workers of one process: each takes cell after cell; all share signs of life, and the first error ends them.
final class CellPool: Sendable {
  /// What a worker gets when it asks for a cell.
  enum Offer {
    /// A cell to train.
    case cell(Lease)
    /// Nothing now: others hold the last cells, and may give them back.
    case later
    /// Nothing any more.
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
  /// Whether `failure` is set; every step of every worker asks, and a lock there would cost more than small steps do.
  private let hasFailed = Atomic(false)

  init(_ store: any RunStore, leaseSeconds: Double, isCancelled: @escaping @Sendable () -> Bool) {
    self.store = store
    self.leaseSeconds = leaseSeconds
    self.isCancelled = isCancelled
  }

  /// Whether workers should end, for whatever reason.
  var isEnding: Bool { hasFailed.load(ordering: .relaxed) || isCancelled() }

  /// Works until nothing is offered any more, or somebody asks to stop.
  ///
  /// - Throws: the first error of any worker.
  func run(
    workers: Int, take: @escaping @Sendable () throws -> Offer, train: @escaping @Sendable (ActiveRun) throws -> Void
  ) throws {
    let ended = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
    let beats = WorkerThread.start {
      self.beat(until: ended)
      done.signal()
    }
    // Without signs of life other processes would take the cells over.
    guard beats else { throw StudyError.noThread }
    let group = DispatchGroup()
    for number in 0..<workers {
      group.enter()
      let isStarted = WorkerThread.start {
        self.work(take, train)
        group.leave()
      }
      if isStarted { continue }
      group.leave()
      // The caller is a worker too where no other can be started; with some, fewer cells are trained at once.
      if number == 0 { work(take, train) }
      break
    }
    group.wait()
    ended.signal()
    done.wait()
    if let failure = shared.withLock({ $0.failure }) { throw failure }
  }

  private func work(_ take: () throws -> Offer, _ train: (ActiveRun) throws -> Void) {
    let pause = min(0.1, leaseSeconds / 10)
    do {
      while !isEnding {
        switch try take() {
        case .none: return
        case .later: Thread.sleep(forTimeInterval: pause)
        case .cell(let lease):
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

  /// The signs of life of all cells at work, from a thread of their own: one step or one evaluation may take long.
  private func beat(until ended: DispatchSemaphore) {
    while ended.wait(timeout: .now() + leaseSeconds / 4) == .timedOut {
      for run in shared.withLock({ Array($0.active.values) }) {
        // A store that is locked now may be free at the next beat; if not, the worker's own writes say so.
        if let answer = try? store.heartbeat(run: run.lease.run) { run.note(answer) }
      }
    }
  }
}

/// A cell at work in this process.
final class ActiveRun: Sendable {
  let lease: Lease
  private let isLostFlag = Atomic(false)

  init(_ lease: Lease) { self.lease = lease }

  /// Whether another worker has taken the cell over.
  var isLost: Bool { isLostFlag.load(ordering: .relaxed) }

  /// Takes note of the store's answer.
  func note(_ acceptance: Acceptance) {
    if acceptance == .superseded { isLostFlag.store(true, ordering: .relaxed) }
  }
}
