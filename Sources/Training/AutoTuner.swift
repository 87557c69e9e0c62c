/// Finds the fastest way to parallelise a training step by measuring.
///
/// Shapes alone do not tell: handing work to another thread costs several times as much where two processors share no
/// cache, or where another program keeps one of them busy. That changes, so all candidates are measured again after a
/// cooldown, or when the one in use becomes slower. No candidate changes a bit.
package struct AutoTuner: Sendable {
  /// A way to parallelise a step.
  package enum Candidate: Sendable {
    /// All work that is large enough is split over the threads.
    case shared
    /// The same, and a thread that would wait prefetches the next batch.
    case prefetching
    /// The caller does everything.
    case serial
  }

  private let candidates: [Candidate]
  /// The candidate in use, as an index.
  private var index = 0
  /// The measurement in progress, of `rounds` for each candidate; `nil` during the cooldown.
  private var measurement: Int?
  private var warmUpSteps = 0
  private var timing = Timing()
  /// The lowest cost of each candidate in this tuning, in seconds per step.
  private var costs: [Double]
  /// Timings in a row in which the candidate in use was slower than measured.
  private var slowTimings = 0
  private var tuningSeconds = 0.0
  private var cooldownSeconds = Self.firstTuning
  private var cooldownFactor = Self.firstCooldown
  /// While this is above 0, not even a slow candidate starts a new tuning.
  private var lockedSeconds = 0.0

  /// The seconds before the first tuning, as a process starts slowly.
  private static let firstTuning = 0.02
  /// The measurements of each candidate, in turn, since other programs come and go.
  private static let rounds = 4
  /// A candidate that is slower than another by this factor is pruned from the next rounds.
  private static let prunedFactor = 3.0
  /// Steps at the start of a measurement that do not count: they bring memory to the threads that will use it.
  private static let warmUpSteps = 2
  /// A timing above the measured cost by this factor is slow.
  private static let slowFactor = 1.3
  /// Slow timings in a row that start a new tuning.
  private static let slowTimingsLimit = 8
  /// A later candidate must cost at most this part of an earlier one's, or noise would choose among equals.
  private static let clearlyFaster = 0.97
  /// Steps longer than these seconds are not tuned: what threads cost each other is a matter of microseconds.
  private static let longStep = 2e-3
  /// The cooldown in multiples of the tuning's duration, at first and at most; it triples from one to the next.
  private static let (firstCooldown, longestCooldown) = (10.0, 100.0)
  /// The shortest time between tunings in multiples of their duration: where all candidates become slow and fast in
  /// turn, tuning would cost more than it gains.
  private static let shortestCooldown = 20.0

  /// Starts with the first candidate; a single one is never measured.
  package init(_ candidates: [Candidate]) {
    precondition(!candidates.isEmpty, "AutoTuner: expected a candidate")
    self.candidates = candidates
    costs = [Double](repeating: .infinity, count: candidates.count)
  }

  /// How to take the next step.
  package var candidate: Candidate { candidates[index] }

  // Loops over ranges: closures and generic searches allocate in debug builds.

  /// Records the duration of a step.
  package mutating func finishStep(seconds: Double) {
    guard candidates.count > 1 else { return }
    guard let measurement else {
      coolDown(seconds)
      return
    }
    tuningSeconds += seconds
    warmUpSteps -= 1
    guard warmUpSteps < 0, let cost = timing.add(seconds) else { return }
    costs[index] = min(costs[index], cost)
    var next = measurement + 1
    while next < Self.rounds * candidates.count, isPruned(next % candidates.count) { next += 1 }
    if next < Self.rounds * candidates.count { measure(next) } else { choose() }
  }

  private func isPruned(_ candidate: Int) -> Bool {
    guard costs[candidate] < .infinity else { return false }
    for other in 0..<costs.count where costs[candidate] > Self.prunedFactor * costs[other] { return true }
    return false
  }

  private mutating func coolDown(_ seconds: Double) {
    cooldownSeconds -= seconds
    lockedSeconds -= seconds
    guard let cost = timing.add(seconds) else { return }
    slowTimings = cost > Self.slowFactor * costs[index] ? slowTimings + 1 : 0
    let isSlow = slowTimings >= Self.slowTimingsLimit && lockedSeconds <= 0
    guard cost <= Self.longStep, isSlow || cooldownSeconds <= 0 else { return }
    for each in 0..<costs.count { costs[each] = .infinity }
    tuningSeconds = 0
    measure(0)
  }

  private mutating func measure(_ measurement: Int) {
    self.measurement = measurement
    index = measurement % candidates.count
    warmUpSteps = Self.warmUpSteps
    timing = Timing()
  }

  private mutating func choose() {
    var best = 0
    for later in 0..<costs.count where costs[later] < Self.clearlyFaster * costs[best] { best = later }
    (index, measurement, slowTimings, timing) = (best, nil, 0, Timing())
    cooldownSeconds = cooldownFactor * tuningSeconds
    lockedSeconds = Self.shortestCooldown * tuningSeconds
    cooldownFactor = min(Self.longestCooldown, 3 * cooldownFactor)
  }

  /// The mean over half a millisecond of steps.
  private struct Timing {
    private var steps = 0
    private var seconds = 0.0

    /// The seconds per step once there are enough steps; the next call starts over.
    mutating func add(_ stepSeconds: Double) -> Double? {
      steps += 1
      seconds += stepSeconds
      guard seconds >= 5e-4 else { return nil }
      defer { (steps, seconds) = (0, 0) }
      return seconds / Double(steps)
    }
  }
}
