import Synchronization

/// The progress of all trainings of a reproduction.
public struct ReproductionProgress: Sendable {
  /// The last event.
  public enum Event: Sendable {
    /// A training began.
    case began(String)
    /// A training has finished some of its epochs.
    case epoch(String, done: Int, of: Int)
    /// A training has finished or diverged, after some seconds; 0 where another process trained it.
    case finished(String, seconds: Double)
  }

  public let event: Event
  /// The names of the active trainings.
  public let running: [String]
  /// The number of finished trainings.
  public let finished: Int
  /// The number of known trainings.
  public let total: Int
  /// The share of the work that is done.
  public let share: Double
  /// The estimated seconds left; `nil` until some work is done.
  public let secondsLeft: Double?
}

/// Measures the work of all known trainings.
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

  /// Adds trainings to the expected work.
  func expect(_ jobs: [(key: String, cost: Double)]) {
    state.withLock { state in for job in jobs { state.costs[job.key] = job.cost } }
  }

  var counts: (finished: Int, left: Int) { state.withLock { ($0.finished, $0.costs.count - $0.finished) } }

  func began(_ key: String, _ name: String) -> ReproductionProgress {
    state.withLock { state in
      if state.running.isEmpty { state.lastMark = ContinuousClock().now }
      state.running.append((key, name, ContinuousClock().now))
      return state.progress(.began(name))
    }
  }

  func epoch(_ key: String, _ name: String, done: Int, of count: Int) -> ReproductionProgress {
    state.withLock { state in
      state.note(key, share: Double(done) / Double(count))
      return state.progress(.epoch(name, done: done, of: count))
    }
  }

  func finished(_ key: String, _ name: String) -> ReproductionProgress {
    state.withLock { state in
      state.note(key, share: 1)
      state.finished += 1
      let start = state.leave(key)
      let seconds = start.map { (ContinuousClock().now - $0) / .seconds(1) } ?? 0
      return state.progress(.finished(name, seconds: seconds))
    }
  }

  /// Removes a training that this process has begun but not finished.
  func gaveBack(_ key: String) { state.withLock { _ = $0.leave(key) } }
}

extension RunProgress.State {
  /// Removes a training from the active ones.
  ///
  /// - Returns: when it was begun here; `nil` where it was not.
  mutating func leave(_ key: String) -> ContinuousClock.Instant? {
    let start = running.first { $0.key == key }?.start
    running.removeAll { $0.key == key }
    if running.isEmpty { lastMark = nil }
    return start
  }

  /// Records that a share of a training is done, and the time since the last record.
  mutating func note(_ key: String, share: Double) {
    let now = ContinuousClock().now
    if let lastMark { spent += (now - lastMark) / .seconds(1) }
    lastMark = now
    let cost = (costs[key] ?? 0) * share
    worked += cost - (done[key] ?? 0)
    done[key] = cost
  }

  func progress(_ event: ReproductionProgress.Event) -> ReproductionProgress {
    let total = costs.values.sorted().reduce(0, +)
    let share = total > 0 ? min(1, worked / total) : 0
    return ReproductionProgress(
      event: event, running: running.map(\.name), finished: finished, total: costs.count, share: share,
      secondsLeft: worked > 0 ? spent * max(0, total - worked) / worked : nil)
  }
}
