/// A way to take a step; all give the same bits.
package enum StepWay: Sendable {
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
package struct StepTuner: Sendable {
  /// The way to take the next step.
  package private(set) var way: StepWay
  private let ways: [StepWay]
  /// Which way is on trial; `nil` while the best one is in use.
  private var trial: Int?
  private var settlingSteps = Self.settlingSteps
  private var timing = Timing()
  private var best: (way: StepWay, pace: Double)?
  private var trialSeconds = 0.0
  private var restSeconds = 0.0
  private var restFactor = Self.firstRest

  /// Steps at the beginning of a trial that do not count: they bring memory to the threads that will use it.
  private static let settlingSteps = 2
  /// From so many seconds a step on there are no trials: what threads cost each other is a matter of microseconds.
  private static let longStep = 2e-3
  /// How many times as long as the trials a way is used, at first and later; the first steps are unlike others.
  private static let (firstRest, longestRest) = (10.0, 100.0)

  /// A tuner that begins with trials, in this order; one way alone is never in question.
  package init(_ ways: [StepWay]) {
    precondition(!ways.isEmpty, "StepTuner: expected a way to take steps")
    self.ways = ways
    way = ways[0]
    trial = ways.count > 1 ? 0 : nil
  }

  /// Takes note of how long a step took.
  package mutating func finishStep(seconds: Double) {
    guard ways.count > 1 else { return }
    guard let trial else {
      use(seconds)
      return
    }
    trialSeconds += seconds
    settlingSteps -= 1
    guard settlingSteps < 0 else { return }
    timing.add(seconds)
    let isHopeless = timing.parts > 0 && timing.pace > 1.5 * (best?.pace ?? .infinity)
    guard timing.isComplete || isHopeless else { return }
    // A later way must be clearly better, or noise would choose among equals.
    if timing.pace < 0.97 * (best?.pace ?? .infinity) { best = (way, timing.pace) }
    if trial + 1 < ways.count, timing.pace < Self.longStep {
      begin(trial + 1)
    } else {
      rest()
    }
  }

  private mutating func use(_ seconds: Double) {
    restSeconds -= seconds
    timing.add(seconds)
    guard timing.isComplete else { return }
    let isSlower = timing.pace > 1.3 * (best?.pace ?? .infinity)
    timing = Timing()
    guard isSlower || restSeconds <= 0 else { return }
    (best, trialSeconds) = (nil, 0)
    begin(0)
  }

  private mutating func begin(_ place: Int) {
    trial = place
    way = ways[place]
    settlingSteps = Self.settlingSteps
    timing = Timing()
  }

  private mutating func rest() {
    trial = nil
    way = best?.way ?? way
    timing = Timing()
    restSeconds = restFactor * trialSeconds
    restFactor = min(Self.longestRest, 3 * restFactor)
  }

  /// The pace of the fastest of a few parts, since other programs disturb some.
  private struct Timing {
    private(set) var parts = 0
    private(set) var pace = Double.infinity
    private var steps = 0
    private var seconds = 0.0

    /// How many parts there are, and how many seconds each of them takes at least.
    private static let (allParts, partSeconds) = (4, 5e-4)

    var isComplete: Bool { parts == Self.allParts }

    mutating func add(_ stepSeconds: Double) {
      steps += 1
      seconds += stepSeconds
      guard seconds >= Self.partSeconds else { return }
      parts += 1
      pace = min(pace, seconds / Double(steps))
      (steps, seconds) = (0, 0)
    }
  }
}
