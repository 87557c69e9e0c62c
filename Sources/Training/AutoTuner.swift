/// A way to take a step; all give the same bits.
package enum StepStrategy: Sendable {
  /// The team shares all work that is large enough to be shared.
  case shared
  /// The same, but one thread reads the next batch when it would wait.
  case readingAhead
  /// The caller does all.
  case alone
}

/// Finds the fastest way to take a step by trying all.
///
/// Shapes alone do not tell: handing work to another thread costs several times as much where two processors share no
/// cache, or where another program keeps one of them busy. That changes, so all ways are tried again when the one in
/// use becomes slower, and after a hundred times as long as the trials took.
package struct AutoTuner: Sendable {
  private let ways: [StepStrategy]
  /// The place of the way to take the next step.
  private var position = 0
  /// Which trial is going on, of `laps` for each way; `nil` while the best way is in use.
  private var trial: Int?
  private var settlingSteps = 0
  private var timing = Timing()
  /// The fastest that each way was in its trials, in seconds a step.
  private var paces: [Double]
  /// How many timings of the way in use have been slower than its trials, one after the other.
  private var slowTimings = 0
  private var trialSeconds = 0.0
  private var restSeconds = Self.firstUse
  private var restFactor = Self.firstRest
  /// For so long the way in use is kept even if it is slow.
  private var keepSeconds = 0.0

  /// How many seconds the first way is used before all are tried, as a process begins slowly.
  private static let firstUse = 0.02
  /// How often each way is tried in turn, since other programs come and go.
  private static let laps = 4
  /// A way that took so much longer than another in one lap is left out of the next.
  private static let hopeless = 3.0
  /// Steps at the beginning of a trial that do not count: they bring memory to the threads that will use it.
  private static let settlingSteps = 2
  /// How many slow timings say that the machine has changed.
  private static let enoughSlowTimings = 8
  /// From so many seconds a step on there are no trials: what threads cost each other is a matter of microseconds.
  private static let longStep = 2e-3
  /// How many times as long as the trials a way is used, at first and later.
  private static let (firstRest, longestRest) = (10.0, 100.0)
  /// How many times as long as the trials a way is kept at least: where all ways become slow and fast again by turns,
  /// trials would cost more than they find.
  private static let leastRest = 20.0

  /// A tuner that begins with the first way; one way alone is never in question.
  package init(_ ways: [StepStrategy]) {
    precondition(!ways.isEmpty, "AutoTuner: expected a way to take steps")
    self.ways = ways
    paces = [Double](repeating: .infinity, count: ways.count)
  }

  /// The way to take the next step.
  package var way: StepStrategy { ways[position] }

  // Loops over ranges: closures and generic searches allocate in debug builds.

  /// Takes note of how long a step took.
  package mutating func finishStep(seconds: Double) {
    guard ways.count > 1 else { return }
    guard let trial else {
      use(seconds)
      return
    }
    trialSeconds += seconds
    settlingSteps -= 1
    guard settlingSteps < 0, let pace = timing.add(seconds) else { return }
    paces[position] = min(paces[position], pace)
    var next = trial + 1
    while next < Self.laps * ways.count, isHopeless(next % ways.count) { next += 1 }
    if next < Self.laps * ways.count { begin(next) } else { rest() }
  }

  private func isHopeless(_ candidate: Int) -> Bool {
    guard paces[candidate] < .infinity else { return false }
    for other in 0..<paces.count where paces[candidate] > Self.hopeless * paces[other] { return true }
    return false
  }

  private mutating func use(_ seconds: Double) {
    restSeconds -= seconds
    keepSeconds -= seconds
    guard let pace = timing.add(seconds) else { return }
    slowTimings = pace > 1.3 * paces[position] ? slowTimings + 1 : 0
    let isSlow = slowTimings >= Self.enoughSlowTimings && keepSeconds <= 0
    guard pace <= Self.longStep, isSlow || restSeconds <= 0 else { return }
    for each in 0..<paces.count { paces[each] = .infinity }
    trialSeconds = 0
    begin(0)
  }

  private mutating func begin(_ trial: Int) {
    self.trial = trial
    position = trial % ways.count
    settlingSteps = Self.settlingSteps
    timing = Timing()
  }

  private mutating func rest() {
    var best = 0
    // A later way must be clearly better, or noise would choose among equals.
    for later in 0..<paces.count where paces[later] < 0.97 * paces[best] { best = later }
    (position, trial, slowTimings, timing) = (best, nil, 0, Timing())
    restSeconds = restFactor * trialSeconds
    keepSeconds = Self.leastRest * trialSeconds
    restFactor = min(Self.longestRest, 3 * restFactor)
  }

  /// The mean of the steps of half a millisecond.
  private struct Timing {
    private var steps = 0
    private var seconds = 0.0

    /// The seconds a step took, once there are enough; then the next ones begin.
    mutating func add(_ stepSeconds: Double) -> Double? {
      steps += 1
      seconds += stepSeconds
      guard seconds >= 5e-4 else { return nil }
      defer { (steps, seconds) = (0, 0) }
      return seconds / Double(steps)
    }
  }
}
