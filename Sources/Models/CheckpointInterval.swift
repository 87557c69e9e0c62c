import FledgeTraining

/// How often a training writes a checkpoint.
public enum CheckpointInterval: Sendable, Equatable {
  /// After every N steps, counted from the beginning of the training.
  case steps(Int)
  /// After every N epochs, counted from the beginning of the training.
  case epochs(Int)
  /// After the first step that ends at least N seconds after the last checkpoint.
  case seconds(Double)
  /// Only when the training is interrupted.
  case never

  /// One minute: long compared with the time to write a checkpoint.
  public static let standard = CheckpointInterval.seconds(60)

  /// Thirty years, in seconds; far longer ones overflow the clock.
  private static let longest = 1e9

  static let form = "Nsteps|Nepochs|Ns|none"

  /// The interval as text, such as `200steps`.
  public var text: String {
    switch self {
    case .steps(let count): "\(count)steps"
    case .epochs(let count): "\(count)epochs"
    case .seconds(let seconds): Int(exactly: seconds).map { "\($0)s" } ?? "\(seconds)s"
    case .never: "none"
    }
  }

  init(_ value: SettingValue) throws(SettingError) {
    if value.isNone {
      self = .never
      return
    }
    let digits = value.text.prefix { ($0.isASCII && $0.isNumber) || $0 == "." || $0 == "_" }
    let unit = value.text.dropFirst(digits.count).drop { $0 == " " }
    let number = String(digits.filter { $0 != "_" })
    switch unit {
    case "step", "steps": self = .steps(try CheckpointInterval.count(number, of: value))
    case "epoch", "epochs": self = .epochs(try CheckpointInterval.count(number, of: value))
    case "s":
      guard let seconds = Double(number), seconds > 0, seconds <= CheckpointInterval.longest else {
        throw CheckpointInterval.wrong(value)
      }
      self = .seconds(seconds)
    default: throw CheckpointInterval.wrong(value)
    }
  }

  private static func count(_ number: String, of value: SettingValue) throws(SettingError) -> Int {
    guard let count = Int(number), count >= 1 else { throw wrong(value) }
    return count
  }

  private static func wrong(_ value: SettingValue) -> SettingError {
    .invalidValue(
      key: "checkpoint-every", expected: "such as 200steps, 1epoch, 30s (up to 1e9) or none", found: "'\(value.text)'")
  }
}

/// Decides after which events of a training a checkpoint is due.
struct CheckpointTimer {
  private let interval: CheckpointInterval
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init(_ interval: CheckpointInterval) {
    self.interval = interval
    last = clock.now
  }

  mutating func isDue(after event: TrainingEvent, state: TrainerState) -> Bool {
    switch (interval, event) {
    case (.steps(let count), .step): return state.step.isMultiple(of: count)
    case (.epochs(let count), .epoch): return state.epoch.isMultiple(of: count)
    case (.seconds(let seconds), .step):
      let now = clock.now
      guard now - last >= .seconds(seconds) else { return false }
      last = now
      return true
    default: return false
    }
  }
}
