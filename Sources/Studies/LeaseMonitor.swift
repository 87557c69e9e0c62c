import FledgeRunStore
import Foundation
import Synchronization

/// Finds runs whose worker has died, and takes them back.
///
/// A lease that has expired tells it, unless clocks differ: a heartbeat from a clock that is ahead seems to be alive for
/// as long. Such a run is watched by this machine's own clock, and a process of this machine is looked up.
final class LeaseMonitor: Sendable {
  private struct Sight {
    var heartbeat: Date
    var since: ContinuousClock.Instant
  }

  private let store: any RunStore
  private let host: String
  private let notice: @Sendable (String) -> Void
  private let seen = Mutex<[Run.ID: Sight]>([:])

  init(_ store: any RunStore, host: String, notice: @escaping @Sendable (String) -> Void) {
    self.store = store
    self.host = host
    self.notice = notice
  }

  /// Interrupts the runs of dead workers, and says which.
  func sweep() throws {
    for run in try store.interruptAbandonedRuns() {
      notice(LeaseMonitor.text(try store.run(run), "sent no heartbeat for longer than its lease"))
    }
    let now = try store.currentTime()
    for run in try store.runs(matching: RunQuery(states: [.running])) {
      guard let reason = reason(run, now) else { continue }
      if try store.interrupt(run: run.id, message: "its process \(reason)", usage: nil) == .accepted {
        notice(LeaseMonitor.text(run, reason))
      }
    }
  }

  /// Why a run is known to be dead; `nil` for one that may be alive.
  private func reason(_ run: Run, _ now: Date) -> String? {
    let age = now.timeIntervalSince(run.heartbeatAt)
    let ahead = run.secondsAhead(of: now)
    if run.worker.host == host, ahead != nil || age > run.worker.leaseSeconds / 2,
      !LeaseMonitor.isAlive(run.worker.process)
    {
      return "has ended"
    }
    guard let ahead else { return nil }
    let instant = ContinuousClock().now
    let (sight, isNew) = seen.withLock { seen in
      if let sight = seen[run.id], sight.heartbeat == run.heartbeatAt { return (sight, false) }
      let isNew = seen[run.id] == nil
      let sight = Sight(heartbeat: run.heartbeatAt, since: instant)
      seen[run.id] = sight
      return (sight, isNew)
    }
    let seconds = Int(min(ahead, 1e12).rounded())
    if isNew {
      notice(
        "the clock of \(run.worker.host) is ahead, or that of this machine behind, by \(seconds) s; run \(run.id) is "
          + "watched by this machine's clock")
    }
    guard instant - sight.since > .seconds(run.worker.leaseSeconds) else { return nil }
    return "sent no new heartbeat for longer than its lease, and its last one lies \(seconds) s in the future"
  }

  private static func text(_ run: Run, _ reason: String) -> String {
    "run \(run.id) waits again: process \(run.worker.process) on \(run.worker.host) \(reason)"
  }

  /// Whether a process of this machine is there; one of another user counts.
  private static func isAlive(_ process: Int) -> Bool {
    guard let process = pid_t(exactly: process), process > 0 else { return false }
    return kill(process, 0) == 0 || errno != ESRCH
  }
}
