import Synchronization

/// Where the trainings of a laboratory stand.
public struct ReproductionContextProgress: Sendable {
  /// What happened last.
  public enum Event: Sendable {
    /// A training began.
    case began(String)
    /// A training has done so many of its epochs.
    case epoch(String, done: Int, of: Int)
    /// A training is done, or has diverged, after so many seconds; after 0 where another process has done it.
    case finished(String, seconds: Double)
  }

  /// What happened last.
  public let event: Event
  /// The trainings at work.
  public let running: [String]
  /// The trainings that are done.
  public let finished: Int
  /// The trainings that are known of.
  public let total: Int
  /// The share of the work that is done.
  public let share: Double
  /// The seconds that the rest will take; `nil` until something is done.
  public let secondsLeft: Double?
}

/// Counts the work of all trainings that are known of.
final class RunProgress: Sendable {
  fileprivate struct State {
    var costs: [String: Double] = [:]
    var done: [String: Double] = [:]
    var running: [(key: String, name: String, start: ContinuousClock.Instant)] = []
    var finished = 0
    var spent = 0.0
    var lastMark: ContinuousClock.Instant?
    var worked = 0.0
  }

  private let state = Mutex(State())

  /// Takes note of trainings that are to come.
  func expect(_ jobs: [(key: String, cost: Double)]) {
    state.withLock { state in for job in jobs { state.costs[job.key] = job.cost } }
  }

  /// How many trainings are done, and how many are left.
  var counts: (finished: Int, left: Int) { state.withLock { ($0.finished, $0.costs.count - $0.finished) } }

  func began(_ key: String, _ name: String) -> ReproductionContextProgress {
    state.withLock { state in
      if state.running.isEmpty { state.lastMark = ContinuousClock().now }
      state.running.append((key, name, ContinuousClock().now))
      return state.progress(.began(name))
    }
  }

  func epoch(_ key: String, _ name: String, done: Int, of count: Int) -> ReproductionContextProgress {
    state.withLock { state in
      state.note(key, share: Double(done) / Double(count))
      return state.progress(.epoch(name, done: done, of: count))
    }
  }

  func finished(_ key: String, _ name: String) -> ReproductionContextProgress {
    state.withLock { state in
      state.note(key, share: 1)
      state.finished += 1
      let start = state.leave(key)
      let seconds = start.map { (ContinuousClock().now - $0) / .seconds(1) } ?? 0
      return state.progress(.finished(name, seconds: seconds))
    }
  }

  /// A training that was begun here goes on elsewhere or later.
  func gaveBack(_ key: String) { state.withLock { _ = $0.leave(key) } }
}

extension RunProgress.State {
  /// Takes a training from the list of those at work.
  ///
  /// - Returns: when it was begun here; `nil` where it was not.
  mutating func leave(_ key: String) -> ContinuousClock.Instant? {
    let start = running.first { $0.key == key }?.start
    running.removeAll { $0.key == key }
    if running.isEmpty { lastMark = nil }
    return start
  }

  /// Takes note that a share of a training is done, and of the time since the last note.
  mutating func note(_ key: String, share: Double) {
    let now = ContinuousClock().now
    if let lastMark { spent += (now - lastMark) / .seconds(1) }
    lastMark = now
    let cost = (costs[key] ?? 0) * share
    worked += cost - (done[key] ?? 0)
    done[key] = cost
  }

  func progress(_ event: ReproductionContextProgress.Event) -> ReproductionContextProgress {
    let total = costs.values.sorted().reduce(0, +)
    let share = total > 0 ? min(1, worked / total) : 0
    return ReproductionContextProgress(
      event: event, running: running.map(\.name), finished: finished, total: costs.count, share: share,
      secondsLeft: worked > 0 ? spent * max(0, total - worked) / worked : nil)
  }
}
