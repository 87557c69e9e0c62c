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
  /// Which trial is going on, of `laps` for each way; `nil` while the best way is in use.
  private var trial: Int?
  private var settlingSteps = 0
  private var timing = Timing()
  /// What the last trials found, in seconds a step.
  private var paces: [Double]
  /// The pace that the way in use had in its trials.
  private var pace = Double.infinity
  /// How many timings one after the other have been slower than that.
  private var slowTimings = 0
  private var trialSeconds = 0.0
  private var restSeconds = Self.firstUse
  private var restFactor = Self.firstRest

  /// How many seconds the first way is used before all are tried, as a process begins slowly.
  private static let firstUse = 0.02
  /// How often each way is tried in turn, since other programs come and go.
  private static let laps = 2
  /// Steps at the beginning of a trial that do not count: they bring memory to the threads that will use it.
  private static let settlingSteps = 2
  /// How many slow timings say that the machine has changed.
  private static let enoughSlowTimings = 4
  /// From so many seconds a step on there are no trials: what threads cost each other is a matter of microseconds.
  private static let longStep = 2e-3
  /// How many times as long as the trials a way is used, at first and later.
  private static let (firstRest, longestRest) = (10.0, 100.0)

  /// A tuner that begins with the first way; one way alone is never in question.
  package init(_ ways: [StepWay]) {
    precondition(!ways.isEmpty, "StepTuner: expected a way to take steps")
    self.ways = ways
    way = ways[0]
    paces = []
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
    let isHopeless = timing.parts > 0 && timing.pace > 1.5 * (paces.min() ?? .infinity)
    guard timing.isComplete || isHopeless else { return }
    paces[trial % ways.count] = min(paces[trial % ways.count], timing.pace)
    if trial + 1 < Self.laps * ways.count {
      begin(trial + 1)
    } else {
      rest()
    }
  }

  private mutating func use(_ seconds: Double) {
    restSeconds -= seconds
    timing.add(seconds)
    guard timing.isComplete else { return }
    slowTimings = timing.pace > 1.3 * pace ? slowTimings + 1 : 0
    let isLong = timing.pace > Self.longStep
    timing = Timing()
    guard !isLong, slowTimings == Self.enoughSlowTimings || restSeconds <= 0 else { return }
    paces = [Double](repeating: .infinity, count: ways.count)
    trialSeconds = 0
    begin(0)
  }

  private mutating func begin(_ trial: Int) {
    self.trial = trial
    way = ways[trial % ways.count]
    settlingSteps = Self.settlingSteps
    timing = Timing()
  }

  private mutating func rest() {
    var best = 0
    // A later way must be clearly better, or noise would choose among equals.
    for place in paces.indices where paces[place] < 0.97 * paces[best] { best = place }
    (way, pace, trial, slowTimings) = (ways[best], paces[best], nil, 0)
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
    private static let (allParts, partSeconds) = (2, 5e-4)

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
